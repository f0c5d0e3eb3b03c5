internal import ProxyConfiguration

/// The rules of one proxy, apart from its other settings: handing all of those on costs more than most rules.
final class RulePlan: Sendable {
    /// `http-request`.
    let request: [TrafficRule]
    /// `redirect`; they run after those.
    let redirect: [TrafficRule]
    /// `http-response`.
    let response: [TrafficRule]
    /// `http-after-response`.
    let afterResponse: [TrafficRule]
    /// Whether there are rules that requests go through.
    let hasRequestRules: Bool
    /// Whether there are rules that answers go through.
    let hasResponseRules: Bool
    /// Whether there are rules on the bytes of requests.
    let inspectsRequests: Bool
    /// Whether there are rules on the bytes of responses.
    let inspectsResponses: Bool
    /// `option http-buffer-request`.
    let buffersRequests: Bool
    /// `option http-restrict-req-hdr-names`; nil where all names pass.
    let restrictedNames: RestrictedNames?
    /// Whether some requests are for the monitor.
    let hasMonitor: Bool
    /// Whether some requests are for the statistics page.
    let hasStatistics: Bool

    init(_ settings: ProxySettings) {
        request = settings.requestRules
        redirect = settings.redirectRules
        response = settings.responseRules
        afterResponse = settings.afterResponseRules
        hasRequestRules = !request.isEmpty || !redirect.isEmpty
        hasResponseRules = !response.isEmpty || !afterResponse.isEmpty
        inspectsRequests = !settings.byteRules.request.isEmpty
        inspectsResponses = !settings.byteRules.response.isEmpty
        buffersRequests = settings.buffersRequests
        restrictedNames = settings.restrictedNames == .preserve ? nil : settings.restrictedNames
        hasMonitor = settings.monitorURI != nil
        hasStatistics = settings.statsPage != nil
    }
}
