/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The sandbox: capabilities, no_new_privs, landlock for files, seccomp for starting programs. */
#include "house/sandbox.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <pwd.h>
#include <errno.h>
#include <seccomp.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

bool sandbox_drop_user(const char *user, Str *why_not, Arena *a)
{
    if (geteuid() != 0) return true;
    if (user) {
        struct passwd *pw = getpwnam(user);
        if (!pw) { *why_not = str_format(a, "There is no account %s on this machine.", user); return false; }
        if (setgroups(0, NULL) || setgid(pw->pw_gid) || setuid(pw->pw_uid)) { *why_not = str_format(a, "Becoming %s was refused: %m.", user); return false; }
        return true;
    }
    log_warn("root", "started as root: every capability is given up now; better name an account with --user");
    cap_t none = cap_init();
    bool ok = none && cap_set_proc(none) == 0;
    cap_free(none);
    if (!ok) *why_not = S("The capabilities of root could not be given up. Start Kith as an ordinary account.");
    return ok;
}

static bool no_programs(void)
{
    static const int never[] = { SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(init_module),
        SCMP_SYS(finit_module), SCMP_SYS(bpf), SCMP_SYS(kexec_load), SCMP_SYS(reboot), SCMP_SYS(swapon), SCMP_SYS(process_vm_writev) };
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    bool ok = f && seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1) == 0;
    for (int i = 0; ok && i < COUNT(never); i++) ok = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), never[i], 0) == 0;
    ok = ok && seccomp_load(f) == 0;
    if (f) seccomp_release(f);
    return ok;
}

#define READS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define ALL_FILES (READS | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_DIR \
    | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)
#define HANDLED (ALL_FILES | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO)

static void allow(int ruleset, const char *path, uint64_t what)
{
    struct landlock_path_beneath_attr rule = { .allowed_access = what, .parent_fd = open(path, O_PATH | O_CLOEXEC) };
    if (rule.parent_fd < 0) return;
    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
}

/* landlock binds a thread and those it starts; seccomp's TSYNC reaches all threads, landlock does not.  So http and jobs,
 * which are already running here, are held by seccomp and by the unit file; the main thread by both. */
static bool own_files_only(const House *h)
{
    static const char *const readable[] = { "/usr/share/zoneinfo", "/etc/ssl", "/usr/share/ca-certificates", "/etc/resolv.conf", "/etc/hosts",
        "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/localtime", "/dev/urandom", "/usr/lib", "/lib", "/lib64", "/proc/self", "/etc/kith" };
    struct landlock_ruleset_attr attr = { .handled_access_fs = HANDLED };
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0) return false;
    allow(ruleset, h->data, ALL_FILES);
    for (int i = 0; i < COUNT(readable); i++) allow(ruleset, readable[i], READS);
    bool ok = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return ok;
}

void sandbox_close(const House *h, bool database_by_net)
{
    (void)database_by_net;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) log_warn("sandbox", "no_new_privs was refused");
    if (!no_programs()) log_warn("sandbox", "seccomp is not to be had here");
    if (!own_files_only(h)) log_warn("sandbox", "landlock is not to be had here");
}
