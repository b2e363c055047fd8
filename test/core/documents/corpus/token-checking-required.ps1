Set-OutlookAnywhere 'EX01\Rpc (Default Web Site)' -SSLOffloading:$true -ExtendedProtectionTokenChecking Require
