internal import Diagnostics
internal import Samples

/// What is done with a client's connection as such.
enum ConnectionActions {
    static let all: [ActionKeyword] = [
        ActionKeyword("expect-proxy", "layer4", in: .connection) {
            arguments,
            _ throws(Diagnostic) in
            let layer = try arguments.need("a layer")
            guard layer.text == "layer4" else {
                throw .unknown("layer", layer.text, among: ["layer4"], at: layer.place)
            }
            return PropertyAction(.awaitsProxyHeader) { _ in .bool(true) }
        }
    ]
}
