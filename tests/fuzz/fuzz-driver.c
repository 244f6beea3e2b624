/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "fuzz.h"

/* Stands in for libFuzzer: seeded mutations of the target's seeds, so that a
 * failure comes again with the same number. A case that takes longer than it may,
 * in processor time, is one.
 *
 *   fuzz-NAME [CASES [FIRST]]
 *   fuzz-NAME --seeds FOLDER    writes the seeds, for libFuzzer to begin with
 */

#define CASES 20000
#define SIZE_MAX_BYTES 4096
#define CASE_SECONDS_MAX 2

static const char tricks[] = ",;\t|\"\n\r\0'.-/+ ()0123456789eE\xc3\xbc\xff\xfe\x80=@$\xe2\x82\xac";

static char current[32];

/* Names the case that failed; only what a signal handler may call. */
static void
tell_case_cb (int number)
{
  if (write (STDERR_FILENO, current, strlen (current)) < 0)
    _exit (3);
  signal (number, SIG_DFL);
  raise (number);
}

/* The time of the case that begins now. */
static void
set_timer (void)
{
  struct itimerval timer = { { 0, 0 }, { CASE_SECONDS_MAX, 0 } };

  setitimer (ITIMER_PROF, &timer, NULL);
}

static void
mutate_once (GRand      *random,
             GByteArray *bytes)
{
  guint at = bytes->len > 0 ? (guint) g_rand_int_range (random, 0, (gint32) bytes->len) : 0;
  guint wanted = (guint) g_rand_int_range (random, 1, 24);
  guint length = MIN (wanted, bytes->len - at);
  guint8 byte = (guint8) tricks[g_rand_int_range (random, 0, sizeof tricks - 1)];

  switch (g_rand_int_range (random, 0, 7))
    {
    case 0:
      if (bytes->len > 0)
        bytes->data[at] = byte;
      break;
    case 6:
      if (bytes->len > 0)
        bytes->data[at] = (guint8) g_rand_int_range (random, 0, 256);
      break;
    case 1:
      if (bytes->len > 0)
        bytes->data[at] ^= (guint8) (1 << g_rand_int_range (random, 0, 8));
      break;
    case 2:
      if (length > 0)
        g_byte_array_remove_range (bytes, at, length);
      break;
    case 3:
      if (length > 0)
        {
          g_autofree guint8 *copy = g_memdup2 (bytes->data + at, length);

          g_byte_array_append (bytes, copy, length);
        }
      break;
    case 4:
      g_byte_array_set_size (bytes, at);
      break;
    default:
      g_byte_array_append (bytes, &byte, 1);
      if (bytes->len > 1)
        {
          memmove (bytes->data + at + 1, bytes->data + at, bytes->len - 1 - at);
          bytes->data[at] = byte;
        }
      break;
    }
}

static void
run_case (guint32 number,
          guint   n_seeds)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (number);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  const char *seed = fuzz_seeds[number % n_seeds];
  gint32 n = g_rand_int_range (random, 0, 12);

  g_byte_array_append (bytes, (const guint8 *) seed, (guint) strlen (seed));
  for (gint32 i = 0; i < n; i++)
    mutate_once (random, bytes);
  if (bytes->len > SIZE_MAX_BYTES)
    g_byte_array_set_size (bytes, SIZE_MAX_BYTES);
  LLVMFuzzerTestOneInput (bytes->data, bytes->len);
}

static int
write_seeds (const char *folder)
{
  for (guint i = 0; fuzz_seeds[i] != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/seed-%u", folder, i);

      if (!g_file_set_contents (name, fuzz_seeds[i], -1, NULL))
        return 1;
    }

  return 0;
}

int
main (int    argc,
      char **argv)
{
  guint64 n_cases = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : CASES;
  guint64 first = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 0;
  guint n_seeds = 0;

  if (argc == 3 && g_str_equal (argv[1], "--seeds"))
    return write_seeds (argv[2]);

  while (fuzz_seeds[n_seeds] != NULL)
    n_seeds++;
  signal (SIGABRT, tell_case_cb);
  signal (SIGSEGV, tell_case_cb);
  signal (SIGPROF, tell_case_cb);
  printf ("1..1\n");
  for (guint64 i = first; i < first + n_cases; i++)
    {
      g_snprintf (current, sizeof current, "# case %" G_GUINT64_FORMAT "\n", i);
      set_timer ();
      run_case ((guint32) i, n_seeds);
    }
  printf ("ok 1 %" G_GUINT64_FORMAT " cases\n", n_cases);

  return 0;
}
