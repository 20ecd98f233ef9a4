/*
 * Loaded before the guest's kernel on processors with AMX. User-Mode Linux keeps 2696 bytes of a process' extended state (Linux 6.12,
 * arch/x86/um/user-offsets.c), and the machine's kernel takes the whole of it only, which is 11008 bytes with AMX
 * (arch/x86/kernel/fpu/regset.c, xstateregs_set: -EFAULT otherwise), so the guest would end with "ptrace set fp regs failed". What
 * the guest does not know of stays as it is: guest programs cannot ask for AMX. Declares what it takes from libc itself, so that a
 * compiler without libc's headers will do.
 */
#include <stdarg.h>
#include <stddef.h>

#define PTRACE_GETREGSET 0x4204
#define PTRACE_SETREGSET 0x4205
#define NT_X86_XSTATE 0x202
#define RTLD_NEXT ((void *)-1L)

struct part {
  void *base;
  size_t length;
};

typedef long (*ptrace_call)(int request, int pid, void *address, void *data);

void *dlsym(void *handle, const char *name);

static char state[1 << 16] __attribute__((aligned(64)));

static long set_state(ptrace_call real, int pid, const struct part *known) {
  struct part whole = {state, sizeof state};
  if (real(PTRACE_GETREGSET, pid, (void *)NT_X86_XSTATE, &whole) < 0) return -1;
  const char *from = known->base;
  for (size_t at = 0; at < known->length && at < whole.length; at++) state[at] = from[at];
  return real(PTRACE_SETREGSET, pid, (void *)NT_X86_XSTATE, &whole);
}

long ptrace(int request, ...) {
  static ptrace_call real;
  if (real == NULL) real = (ptrace_call)dlsym(RTLD_NEXT, "ptrace");
  va_list rest;
  va_start(rest, request);
  int pid = va_arg(rest, int);
  void *address = va_arg(rest, void *);
  void *data = va_arg(rest, void *);
  va_end(rest);
  if (request == PTRACE_SETREGSET && address == (void *)NT_X86_XSTATE) return set_state(real, pid, data);
  return real(request, pid, address, data);
}
