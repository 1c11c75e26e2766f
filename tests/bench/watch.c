/* Runs a command and tells how long it took and its peak memory, which Lua can't and shells don't.
 *
 *   watch COMMAND [ARGUMENT...]
 *
 * The command's standard output goes nowhere. Then prints `watch NANOSECONDS KILOBYTES STATUS` on
 * standard output. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec instant;
  clock_gettime(CLOCK_MONOTONIC, &instant);
  return (double)instant.tv_sec * 1e9 + (double)instant.tv_nsec;
}

static void become(char **command) {
  int nowhere = open("/dev/null", O_WRONLY);
  if (nowhere >= 0) dup2(nowhere, STDOUT_FILENO);
  execvp(command[0], command);
  perror(command[0]);
  _exit(127);
}

int main(int count, char **arguments) {
  int status = 0;
  struct rusage used;
  double start = now();
  if (count < 2) return 2;
  pid_t child = fork();
  if (child == 0) become(arguments + 1);
  if (child < 0 || waitpid(child, &status, 0) < 0) return 1;
  double nanoseconds = now() - start;
  getrusage(RUSAGE_CHILDREN, &used);
  printf("watch %.0f %ld %d\n", nanoseconds, used.ru_maxrss,
         WIFEXITED(status) ? WEXITSTATUS(status) : 128);
  return 0;
}
