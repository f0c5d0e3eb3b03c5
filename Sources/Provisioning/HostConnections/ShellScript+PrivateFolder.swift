extension ShellScript {
    /// Sets `folder` to a new folder that nobody else can look into; it goes when the shell ends.
    ///
    /// It is in the home of the user where it can be: programs in `/tmp` are often forbidden.
    public static let inPrivateFolder: ShellScript = """
        folder=
        for above in "${HOME-}" "${TMPDIR:-/tmp}"; do
          [ -n "$above" ] && [ -d "$above" ] || continue
          folder=$(umask 077 && mktemp -d "$above/.switchyard.XXXXXXXXXX" 2>/dev/null) && break
        done
        [ -n "$folder" ] || { echo 'no folder of its own could be made' >&2; exit 1; }
        trap 'rm -rf -- "$folder"' EXIT
        trap 'exit 129' HUP INT TERM
        """
}
