$ns = 'owa.adatum.com'
$pattern = 'https://{0}/{1}'
Set-OwaVirtualDirectory 'EX01\owa (Default Web Site)' -ExternalUrl ($pattern -f $ns, 'owa')
Set-EcpVirtualDirectory 'EX01\ecp (Default Web Site)' -ExternalUrl ('https://' + $ns + '/ecp')
