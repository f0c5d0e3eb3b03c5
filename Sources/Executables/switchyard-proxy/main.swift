import LinuxSystem
import ProxyCommands

FileDescriptor.openMissingStandardStreams()
ProxyCommand.main()
