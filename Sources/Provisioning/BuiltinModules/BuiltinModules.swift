public import ModuleContract

/// The modules of the playbook language.
public enum BuiltinModules {
    /// Every module, by its names.
    public static let catalog = ModuleCatalog(
        files + commands + services + packages + accounts + kernel + runs + waiting + mission
    )

    private static let files: [ModuleEntry] = [
        SecurityContext.guarding(ModuleEntry(AssembleModule.self)),
        SecurityContext.guarding(ModuleEntry(BlockInFileModule.self)),
        SecurityContext.guarding(ModuleEntry(CopyModule.self)),
        ModuleEntry(FetchModule.self),
        ModuleEntry(FindModule.self),
        SecurityContext.guarding(ModuleEntry(FileModule.self)),
        SecurityContext.guarding(ModuleEntry(IniFileModule.self)),
        SecurityContext.guarding(ModuleEntry(LineInFileModule.self)),
        SecurityContext.guarding(ModuleEntry(ReplaceModule.self)),
        ModuleEntry(SlurpModule.self),
        ModuleEntry(StatModule.self),
        ModuleEntry(TempfileModule.self),
        SecurityContext.guarding(ModuleEntry(UnarchiveModule.self)),
        SecurityContext.guarding(ModuleEntry(TemplateModule.self)),
    ]

    private static let commands: [ModuleEntry] = [
        ModuleEntry(CommandModule.self),
        ModuleEntry(RawModule.self),
        ModuleEntry(ScriptModule.self),
        ModuleEntry(ShellModule.self),
    ]

    private static let services: [ModuleEntry] = [
        ModuleEntry(CronModule.self),
        ModuleEntry(ServiceFactsModule.self),
        ModuleEntry(ServiceModule.self),
        ModuleEntry(SystemdModule.self),
    ]

    private static let packages: [ModuleEntry] = [
        ModuleEntry(AptKeyModule.self),
        ModuleEntry(AptModule.self),
        ModuleEntry(AptRepositoryModule.self),
        ModuleEntry(DebconfModule.self),
        ModuleEntry(PackageFactsModule.self),
        ModuleEntry(PackageModule.self),
    ]

    private static let kernel: [ModuleEntry] = [
        ModuleEntry(SysctlModule.self)
    ]

    private static let accounts: [ModuleEntry] = [
        ModuleEntry(AuthorizedKeyModule.self),
        ModuleEntry(GetentModule.self),
        ModuleEntry(GroupModule.self),
        ModuleEntry(HostnameModule.self),
        ModuleEntry(KnownHostsModule.self),
        ModuleEntry(UserModule.self),
    ]

    private static let waiting: [ModuleEntry] = [
        ModuleEntry(PingModule.self),
        ModuleEntry(SetupModule.self),
        ModuleEntry(UriModule.self),
        SecurityContext.guarding(ModuleEntry(GetURLModule.self)),
        ModuleEntry(WaitForConnectionModule.self),
        ModuleEntry(WaitForModule.self),
    ]

    private static let runs: [ModuleEntry] = [
        ModuleEntry(AddHostModule.self),
        ModuleEntry(AssertModule.self),
        ModuleEntry(DebugModule.self),
        ModuleEntry(FailModule.self),
        ModuleEntry(GroupByModule.self),
        ModuleEntry(IncludeVarsModule.self),
        ModuleEntry(MetaModule.self),
        ModuleEntry(PauseModule.self),
        ModuleEntry(SetFactModule.self),
        ModuleEntry(SetStatsModule.self),
    ]

    private static let mission: [ModuleEntry] = [
        ModuleEntry(IncusClusterGroupModule.self),
        ModuleEntry(IncusClusterMemberModule.self),
        ModuleEntry(IncusClusterTokenModule.self),
        ModuleEntry(IncusDeviceModule.self),
        ModuleEntry(IncusImageModule.self),
        ModuleEntry(IncusInstanceModule.self),
        ModuleEntry(IncusNetworkModule.self),
        ModuleEntry(IncusProfileModule.self),
        ModuleEntry(IncusServerModule.self),
        ModuleEntry(IncusStoragePoolModule.self),
        ModuleEntry(ProxyRuntimeModule.self),
        ModuleEntry(ProxySessionsModule.self),
    ]
}
