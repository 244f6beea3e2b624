/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "clv-memory.h"

#define HUGE_BYTES ((gsize) 2 * 1024 * 1024)

/**
 * clv_try_alloc_large:
 * @n: how many
 * @size: bytes each
 *
 * An array that is asked for in huge pages from a few megabytes on, for what is
 * looked up in no order: with small pages each look-up would miss the table of
 * pages as well. A kernel without huge pages gives small ones. What is filled from
 * front to back gains nothing. What is in it is not defined.
 *
 * Returns: (transfer full) (nullable): the array, freed with g_free(); %NULL
 *   where there is not enough memory
 */
gpointer
clv_try_alloc_large (gsize n,
                     gsize size)
{
  gpointer bytes = NULL;

  n = MAX (n, 1);
  if (n > G_MAXSSIZE / MAX (size, 1))
    return NULL;
  if (n * size < 2 * HUGE_BYTES)
    return g_try_malloc (n * size);
  if (posix_memalign (&bytes, HUGE_BYTES, n * size) != 0)
    return NULL;
#ifdef MADV_HUGEPAGE
  madvise (bytes, n * size, MADV_HUGEPAGE);
#endif
  return bytes;
}

/**
 * clv_alloc_large:
 * @n: how many
 * @size: bytes each
 *
 * Returns: (transfer full): as clv_try_alloc_large(), but ends the program where
 *   there is not enough memory, as g_malloc() does
 */
gpointer
clv_alloc_large (gsize n,
                 gsize size)
{
  gpointer bytes = clv_try_alloc_large (n, size);

  if (bytes == NULL)
    g_error ("%s: failed to allocate %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT " bytes", G_STRLOC, n,
             size);
  return bytes;
}
