// Connections and streams of the proxy.
