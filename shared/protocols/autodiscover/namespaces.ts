/** Namespaces of Autodiscover, as they are on the wire (MS-OXDSCLI section 2.2.1): always `http`, whatever web pages say. */
export const NAMESPACE = {
  request: 'http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006',
  /** The root of every answer, and what is around an error. */
  response: 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006',
  /** What Outlook's settings are in. */
  outlookResponse: 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a',
  soapEnvelope: 'http://schemas.xmlsoap.org/soap/envelope/',
  soapAutodiscover: 'http://schemas.microsoft.com/exchange/2010/Autodiscover',
  addressing: 'http://www.w3.org/2005/08/addressing',
} as const
