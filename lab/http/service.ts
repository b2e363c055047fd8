/** What answers behind a front end, as data. One kind a file in this folder. */
export type HttpService = { readonly kind: 'iis' } | { readonly kind: 'issuers' }
