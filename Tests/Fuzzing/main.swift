// libFuzzer's own loop, over the target that `SWITCHYARD_FUZZ_TARGET` names.

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ read: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
_ = runDriver(&count, &arguments) { bytes, count in
    FuzzTarget.chosen.read(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}
