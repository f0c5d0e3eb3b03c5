import LinuxSystem
import ProvisioningCommands

Signal.brokenPipe.ignore()
CurrentProcess.exit(SwitchyardProgram.run(Array(CommandLine.arguments.dropFirst())))
