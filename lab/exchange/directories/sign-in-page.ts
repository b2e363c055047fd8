import { htmlPage } from '../../http/html-page.ts'
import { type HttpRequest, type HttpResponse, hostOf } from '../../http/message.ts'
import { redirectTo } from '../../http/redirect-response.ts'

/** Outlook on the web and the admin centre, before anybody has signed in: the form of /owa/auth stands for both. */
export function answerSignIn(request: HttpRequest): HttpResponse {
  const host = hostOf(request)
  const path = request.path.toLowerCase()
  if (path === '/owa' || path === '/ecp') return redirectTo(`https://${host}${request.path}/`, 301)
  if (path.startsWith('/owa/auth')) {
    return {
      status: 200,
      reason: 'OK',
      headers: [['Content-Type', 'text/html; charset=utf-8']],
      body: htmlPage('Outlook', 'Domain\\user name and password.'),
    }
  }
  const back = encodeURIComponent(`https://${host}${request.target}`)
  return redirectTo(`https://${host}/owa/auth/logon.aspx?url=${back}&reason=0`)
}

/** Outlook on the web and the admin centre, to somebody whom Windows authentication let in. */
export function answerSignedIn(): HttpResponse {
  return {
    status: 200,
    reason: 'OK',
    headers: [['Content-Type', 'text/html; charset=utf-8']],
    body: htmlPage('Outlook', 'The inbox.'),
  }
}
