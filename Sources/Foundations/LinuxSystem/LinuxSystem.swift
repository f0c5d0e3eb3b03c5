// The kernel and the C library: the only importer of Glibc and CLinux.
