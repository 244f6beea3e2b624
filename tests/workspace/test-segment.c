/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-segment.h"

/* Values of every width and shape come back as they went in. */
static void
test_ints (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autofree gint64 *in = g_new (gint64, CLV_SEGMENT_ROWS);
  g_autofree gint64 *out = g_new (gint64, CLV_SEGMENT_ROWS);
  guint round;

  for (round = 0; round < 400; round++)
    {
      guint32 n = (guint32) g_rand_int_range (rand, 0, round % 50 == 0 ? 65537 : 3000);
      guint bits = (guint) g_rand_int_range (rand, 0, 65);
      gint64 scale = round % 3 == 0 ? 86400 : round % 3 == 1 ? 100 : 1;
      ClvSegmentView view = { 0, };
      guint32 i;

      for (i = 0; i < n; i++)
        {
          guint64 value = ((guint64) g_rand_int (rand) << 32) | g_rand_int (rand);

          value = bits == 64 ? value : value & ((G_GUINT64_CONSTANT (1) << bits) - 1);
          in[i] = (gint64) (value * (guint64) scale) - 12345;
        }
      if (round % 2 == 0)
        clv_segment_encode_ints (bytes, CLV_SEGMENT_AMOUNT, n, in);
      else
        clv_segment_encode_times (bytes, n, in, round % 4 == 1);
      g_assert_true (clv_segment_view (&view, bytes->data, bytes->len, bytes->data[1]));
      g_assert_cmpuint (view.n, ==, n);
      if (round % 2 != 0)
        g_assert_cmpint (view.has_clock, ==, round % 4 == 1);
      clv_segment_get_ints (&view, out);
      g_assert_cmpmem (out, n * sizeof *out, in, n * sizeof *in);
    }
}

static void
test_codes (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (2);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  guint32 in[500];
  guint32 out[500];
  guint round;

  for (round = 0; round < 100; round++)
    {
      ClvSegmentView view = { 0, };
      guint i;

      for (i = 0; i < 500; i++)
        in[i] = i % 7 == 0 && round % 2 != 0 ? G_MAXUINT32 : g_rand_int (rand) >> (round % 32);
      clv_segment_encode_codes (bytes, CLV_SEGMENT_PRODUCT, 500, in, round % 2 != 0);
      g_assert_true (clv_segment_view (&view, bytes->data, bytes->len, CLV_SEGMENT_PRODUCT));
      clv_segment_get_codes (&view, round % 2 != 0, out);
      g_assert_cmpmem (out, sizeof out, in, sizeof in);
    }
}

static void
assert_texts (guint32             n,
              const char * const *texts,
              guint               largest)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GByteArray) heap = g_byte_array_new ();
  g_autoptr(GString) expected = g_string_new (NULL);
  g_autofree guint32 *lengths = g_new (guint32, n + 1);
  ClvSegmentView view = { 0, };
  guint32 i;

  for (i = 0; i < n; i++)
    {
      lengths[i] = (guint32) strlen (texts[i]);
      g_string_append_len (expected, texts[i], lengths[i] + 1);
    }
  clv_segment_encode_texts (bytes, CLV_SEGMENT_ORDER, n, texts, lengths);
  g_assert_true (clv_segment_view (&view, bytes->data, bytes->len, CLV_SEGMENT_ORDER));
  g_assert_true (clv_segment_append_texts (&view, heap));
  g_assert_cmpmem (heap->data, heap->len, expected->str, expected->len);
  g_assert_cmpuint (bytes->len, <=, largest);
}

static void
test_texts (void)
{
  static const struct { const char *texts[4]; guint largest; } cases[] = {
    { { "C0000001", "C0000002", "C0009999", "C0000000" }, 42 },
    { { "#1", "#20", "#300", "#0" }, 42 },
    { { "1", "01", "001", "1" }, 100 },
    { { "", "", "", "" }, 100 },
    { { "a", "b1", "", "Zoë" }, 100 },
    { { "A-1", "B-1", "A-2", "A-3" }, 100 },
    { { "123456789012345678901", "1", "2", "3" }, 100 },
    { { "999999999999999999", "000000000000000000", "000000000000000001",
        "123456789012345678" }, 70 },
    { { "ann@example.com", "bob@example.com", "x", "y" }, 100 },
    { { "INV-2024-", "INV-2024-1", "INV-2024-2", "INV-2024-3" }, 100 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_texts (4, cases[i].texts, cases[i].largest);
  assert_texts (0, NULL, 100);
}

/* Ids that come as numbers give the bytes that their texts give. */
static void
test_numbered (void)
{
  static const struct { const char *texts[3]; gint64 numbers[3]; guint32 prefix; guint digits; }
  cases[] = {
    { { "A0007", "A0001", "A9999" }, { 7, 1, 9999 }, 1, 4 },
    { { "17", "18", "10" }, { 17, 18, 10 }, 0, 2 },
    { { "order-no-5", "order-no-5", "order-no-5" }, { 5, 5, 5 }, 9, 1 },
    { { "#0000000000000001", "#9999999999999999", "#0000000000000000" },
      { 1, 9999999999999999, 0 }, 1, 16 },
  };
  guint i;
  guint k;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GByteArray) by_text = g_byte_array_new ();
      g_autoptr(GByteArray) by_number = g_byte_array_new ();
      guint32 lengths[3];

      for (k = 0; k < 3; k++)
        lengths[k] = (guint32) strlen (cases[i].texts[k]);
      clv_segment_encode_texts (by_text, CLV_SEGMENT_ORDER, 3, cases[i].texts, lengths);
      clv_segment_encode_numbered (by_number, CLV_SEGMENT_ORDER, 3, cases[i].numbers,
                                   cases[i].texts[0], cases[i].prefix, cases[i].digits);
      g_assert_cmpmem (by_text->data, by_text->len, by_number->data, by_number->len);
    }
}

/* Bytes from a damaged file are refused or decoded within their bounds. */
static void
test_hostile (void)
{
  static const char * const texts[] = { "A-10", "A-11", "B", "" };
  static const guint32 lengths[] = { 4, 4, 1, 0 };
  g_autoptr(GRand) rand = g_rand_new_with_seed (3);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autofree gint64 *values = g_new (gint64, CLV_SEGMENT_ROWS);
  guint round;

  for (round = 0; round < 20000; round++)
    {
      g_autoptr(GByteArray) heap = g_byte_array_new ();
      g_autofree guint8 *copy = NULL;
      ClvSegmentView view = { 0, };
      gsize size = 0;
      guint i;

      clv_segment_encode_texts (bytes, CLV_SEGMENT_ORDER, round % 2 != 0 ? 2 : 4, texts, lengths);
      for (i = 0; i < 1 + round % 4; i++)
        bytes->data[g_rand_int_range (rand, 0, (gint32) bytes->len)] = (guint8) g_rand_int (rand);
      size = round % 5 == 0 ? (gsize) g_rand_int_range (rand, 0, (gint32) bytes->len) : bytes->len;
      copy = g_memdup2 (bytes->data, size);
      if (clv_segment_view (&view, copy, size, CLV_SEGMENT_ORDER))
        {
          clv_segment_get_ints (&view, values);
          clv_segment_append_texts (&view, heap);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workspace/segment/ints", test_ints);
  g_test_add_func ("/workspace/segment/codes", test_codes);
  g_test_add_func ("/workspace/segment/texts", test_texts);
  g_test_add_func ("/workspace/segment/numbered", test_numbered);
  g_test_add_func ("/workspace/segment/hostile", test_hostile);

  return g_test_run ();
}
