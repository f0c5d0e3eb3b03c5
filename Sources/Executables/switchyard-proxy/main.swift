import ProxyCommands

ProxyCommand.main()
