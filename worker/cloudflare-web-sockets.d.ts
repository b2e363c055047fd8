/** The runtime's own way to answer with a WebSocket. */
declare const WebSocketPair: new () => {
  /** For the response. */
  readonly 0: WebSocket
  /** For the Worker, which accepts it. */
  readonly 1: WebSocket & { accept(): void }
}

interface ResponseInit {
  webSocket?: WebSocket
}
