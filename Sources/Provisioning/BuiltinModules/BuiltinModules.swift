public import ModuleContract

/// The modules of the playbook language.
public enum BuiltinModules {
    /// Every module, by its names.
    public static let catalog = ModuleCatalog(files + commands + services + packages + runs + incus)

    private static let files: [ModuleEntry] = [
        ModuleEntry(CopyModule.self),
        ModuleEntry(FileModule.self),
        ModuleEntry(StatModule.self),
        ModuleEntry(TemplateModule.self),
    ]

    private static let commands: [ModuleEntry] = [
        ModuleEntry(CommandModule.self),
        ModuleEntry(ShellModule.self),
    ]

    private static let services: [ModuleEntry] = [
        ModuleEntry(ServiceModule.self),
        ModuleEntry(SystemdModule.self),
    ]

    private static let packages: [ModuleEntry] = []

    private static let runs: [ModuleEntry] = [
        ModuleEntry(AssertModule.self),
        ModuleEntry(DebugModule.self),
        ModuleEntry(FailModule.self),
        ModuleEntry(SetFactModule.self),
    ]

    private static let incus: [ModuleEntry] = [
        ModuleEntry(IncusDeviceModule.self),
        ModuleEntry(IncusImageModule.self),
        ModuleEntry(IncusInstanceModule.self),
        ModuleEntry(IncusNetworkModule.self),
        ModuleEntry(IncusProfileModule.self),
        ModuleEntry(IncusStoragePoolModule.self),
    ]
}
