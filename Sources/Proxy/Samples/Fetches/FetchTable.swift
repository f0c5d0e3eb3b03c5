extension FetchKeyword {
    /// Every fetch: one family a file, each of which adds its list here.
    static let all: [FetchKeyword] =
        constants + process + connection + encryption + certificates + proxies + timeouts
        + requestLine + requestHeaders + responseHeaders + cookies + parameters + responses
        + variables + authentication + captures + transaction + bodies
        + payloads + greetings + remoteDesktop + accessLists + connectionNumbers
}
