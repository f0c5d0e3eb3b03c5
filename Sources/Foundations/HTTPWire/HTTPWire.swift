// HTTP/1 messages and WebSocket frames, without I/O.
