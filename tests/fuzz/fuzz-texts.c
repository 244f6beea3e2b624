/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-import-plan.h"
#include "clv-model-spec.h"
#include "clv-preset.h"
#include "clv-value-definition.h"
#include "fuzz.h"

/* Any bytes as a text that the program saved, any UTF-8 as one that a person typed:
 * taken or refused with a reason. What was taken is written as a text that is taken again
 * and stays what it is, since hashes are made of it. */

/* What is refused is refused with words that can be shown. */
static void
check_answer (gboolean      is_taken,
              const GError *error)
{
  g_assert_true (is_taken == (error == NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
check_plan (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportPlan) plan = clv_import_plan_from_text (text, &error);
  g_autoptr(ClvImportPlan) again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  check_answer (plan != NULL, error);
  if (plan == NULL)
    return;
  first = clv_import_plan_to_text (plan);
  again = clv_import_plan_from_text (first, &error);
  g_assert_no_error (error);
  second = clv_import_plan_to_text (again);
  g_assert_cmpstr (first, ==, second);
}

static void
check_preset (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvPreset) preset = clv_preset_from_text (text, &error);
  g_autoptr(ClvPreset) again = NULL;
  g_autoptr(ClvPresetMatch) match = NULL;
  g_autoptr(ClvImportPlan) plan = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  check_answer (preset != NULL, error);
  if (preset == NULL)
    return;
  first = clv_preset_to_text (preset);
  again = clv_preset_from_text (first, &error);
  g_assert_no_error (error);
  second = clv_preset_to_text (again);
  g_assert_cmpstr (first, ==, second);
  match = clv_preset_match (preset, preset->needed);
  g_ptr_array_unref (clv_preset_match_describe (match));
  plan = clv_import_plan_new ();
  clv_preset_apply_rules (preset, preset->known, &plan, NULL);
}

static void
check_definition (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_from_text (text, &error);
  g_autoptr(ClvValueDefinition) again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *words = NULL;

  check_answer (definition != NULL, error);
  if (definition == NULL)
    return;
  g_assert_true (isfinite (clv_value_definition_get_monthly_rate (definition)));
  clv_value_definition_get_end (definition, clv_date_from_ymd (2025, 12, 31));
  words = clv_value_definition_describe (definition);
  g_assert_true (g_utf8_validate (words, -1, NULL));
  g_assert_null (strstr (words, "nan"));
  first = clv_value_definition_to_text (definition);
  again = clv_value_definition_from_text (first, &error);
  g_assert_no_error (error);
  second = clv_value_definition_to_text (again);
  g_assert_cmpstr (first, ==, second);
}

static void
check_spec (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_from_text (text, &error);
  g_autoptr(ClvModelSpec) again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  check_answer (spec != NULL, error);
  if (spec == NULL)
    return;
  first = clv_model_spec_to_text (spec);
  again = clv_model_spec_from_text (first, &error);
  g_assert_no_error (error);
  second = clv_model_spec_to_text (again);
  g_assert_cmpstr (first, ==, second);
}

static void
check_typed (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) rate_error = NULL;
  ClvDuration duration = { 0, CLV_DURATION_DAYS };
  gboolean is_duration = clv_duration_parse (text, &duration, &error);
  double rate = 0.0;
  gboolean is_rate = clv_rate_parse (text, &rate, &rate_error);

  clv_date_parse (text);
  check_answer (is_duration, error);
  check_answer (is_rate, rate_error);
  if (is_rate)
    g_assert_true (isfinite (rate));
  if (is_duration)
    {
      g_autofree char *written = clv_duration_to_text (duration);
      ClvDuration again = { 0, CLV_DURATION_DAYS };

      clv_duration_end (duration, clv_date_from_ymd (2025, 12, 31));
      g_assert_true (clv_duration_parse (written, &again, NULL));
      g_assert_cmpint (duration.amount, ==, again.amount);
      g_assert_cmpint (duration.unit, ==, again.unit);
    }
}

const char * const fuzz_seeds[] = {
  "[Import plan]\nversion=1\nkind=orders\nencoding=UTF-8\ndelimiter=semicolon\nquote=double\n"
  "header-row=0\ndecimal=comma\ndate-order=dmy\ncurrency=EUR\n"
  "excluded-statuses=cancelled;test;\nrefunds=net\nzeros=exclude\n\n"
  "[Columns]\ncustomer=Kunde\ndate=Datum\namount=#3\n",
  "[Preset]\nid=etsy\nname=_(\"Etsy\")\nnote-1=_(\"a \\\"b\\\"\")\nwon=won;\n"
  "[Signature]\nneeded=Sale Date|Datum;Order ID;\nabsent=Item;\nknown=Sale Date;Order ID;Buyer;\n"
  "closed=true\n[Columns]\ncustomer=Buyer;Name;\n[Import plan]\nkind=orders\nlines=once\n"
  "filter-1=leave-out;Buyer;Test;\n",
  "margin=3fd999999999999a\nhorizon=12m\nhorizon-date=\nrate=3fb999999999999a\ntiming=mid\n"
  "cost-to-serve=0\ncurrency=EUR\n",
  "kind=bg-nbd\nspend=gamma-gamma\nuntil=2024-12-31\nunit-days=7\nseed=1\n",
  "12m", "3y", "infinite", "90d", "10%", "0.1", "2024-02-29", NULL,
};

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *typed = g_utf8_make_valid (text, -1);

  check_plan (text);
  check_preset (text);
  check_definition (text);
  check_spec (text);
  check_typed (typed);

  return 0;
}
