/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-reject-texts.h"

static const ClvRejectText texts[CLV_N_REJECTS] = {
  [CLV_REJECT_SHORT] = {
    "short-row", "row",
    N_("The row ends before the column “%s”."),
    N_("Complete the row, or delete it if it is a total or a note below the table."), FALSE
  },
  [CLV_REJECT_LONG] = {
    "long-row", "row",
    N_("The row has more cells than the header (the last column is “%s”)."),
    N_("Put quotes around the cell that contains the delimiter."), FALSE
  },
  [CLV_REJECT_NUL] = {
    "nul", "file",
    N_("The row contains a NUL byte."),
    N_("The file is damaged at this place. Export it again."), FALSE
  },
  [CLV_REJECT_ENCODING] = {
    "encoding", "file",
    N_("The row is not valid UTF-8 text."),
    N_("Choose the encoding in which the file was saved."), FALSE
  },
  [CLV_REJECT_CUT] = {
    "cut", "file",
    N_("The file ends inside a quoted cell of this row: the row is cut off."),
    N_("The file is not complete. Export or download it again."), FALSE
  },
  [CLV_REJECT_UNCLOSED] = {
    "unclosed-quote", "row",
    N_("A quote opens in this row and is not closed before the next row."),
    N_("Close the quote, or double it if it is part of the text."), FALSE
  },
  [CLV_REJECT_EMPTY] = {
    "empty", "fill-in",
    N_("The cell in column “%s” is empty."),
    N_("Fill in the cell, or leave the row out."), FALSE
  },
  [CLV_REJECT_NOT_DATE] = {
    "not-a-date", "date",
    N_("The cell in column “%s” is not a date in the chosen order."),
    N_("Write the date as 2025-04-23, or choose another date order."), FALSE
  },
  [CLV_REJECT_NO_SUCH_DAY] = {
    "no-such-day", "date",
    N_("The date or time in column “%s” does not exist in the calendar."),
    N_("Correct the date. If day and month are swapped, choose another date order."), FALSE
  },
  [CLV_REJECT_DATE_RANGE] = {
    "date-range", "date",
    N_("The date in column “%s” is before 1900 or after 2200."),
    N_("Correct the year."), FALSE
  },
  [CLV_REJECT_NOT_NUMBER] = {
    "not-a-number", "number",
    N_("The cell in column “%s” is not a number."),
    N_("Write the amount as digits with one decimal mark."), FALSE
  },
  [CLV_REJECT_OTHER_MARK] = {
    "other-decimal-mark", "number",
    N_("The number in column “%s” uses another decimal mark than the file."),
    N_("Write all amounts with the same decimal mark, or choose the other one."), FALSE
  },
  [CLV_REJECT_TOO_LARGE] = {
    "too-large", "number",
    N_("The number in column “%s” is too large."),
    N_("Check whether the decimal mark is in the right place."), FALSE
  },
  [CLV_REJECT_CURRENCY] = {
    "currency", "currency",
    N_("The amount is not in %s, the currency of this workspace."),
    N_("Convert the amount, or import the other currency into its own workspace."), FALSE
  },
  [CLV_REJECT_REPEATED_HEADER] = {
    "repeated-header", "none",
    N_("The row repeats the header."),
    N_("Nothing: it is left over from joining files."), FALSE
  },
  [CLV_REJECT_NOTE] = {
    "note", "none",
    N_("The row is a total, a title or a note, and no row of the table."),
    N_("Nothing: totals are worked out anew."), FALSE
  },
  [CLV_REJECT_STATUS] = {
    "status", "rule",
    N_("The column “%s” says “%s”, a status that the rules leave out."),
    N_("Take the status off the list of excluded ones to keep these rows."), TRUE
  },
  [CLV_REJECT_ZERO] = {
    "zero", "rule",
    N_("The amount in column “%s” is zero, and the rules leave such rows out."),
    N_("Choose to keep rows of no value."), TRUE
  },
  [CLV_REJECT_REFUND] = {
    "refund", "rule",
    N_("The amount in column “%s” is negative, and the rules leave refunds out."),
    N_("Choose to set refunds off against purchases."), TRUE
  },
  [CLV_REJECT_CONTINUATION] = {
    "further-line", "none",
    N_("A further line of an order whose amount is on its first line (column “%s”)."),
    N_("Nothing: the first line speaks for the order."), TRUE
  },
  [CLV_REJECT_NO_DATE] = {
    "no-date", "date",
    N_("The cell in column “%s” stands for no date, as 0000-00-00 and 1970-01-01 do."),
    N_("Fill in the date, or leave the row out."), FALSE
  },
  [CLV_REJECT_FUTURE] = {
    "future", "date",
    N_("The date in column “%s” is in the future."),
    N_("Correct the date. If day and month are swapped, choose another date order."), FALSE
  },
  [CLV_REJECT_TOO_EARLY] = {
    "too-early", "rule",
    N_("The date in column “%s” is before the first day that the rules take."),
    N_("Choose an earlier first day to keep these rows."), TRUE
  },
  [CLV_REJECT_TOO_LATE] = {
    "too-late", "rule",
    N_("The date in column “%s” is after the last day that the rules take."),
    N_("Choose a later last day to keep these rows."), TRUE
  },
  [CLV_REJECT_NOT_TIME] = {
    "not-a-time", "date",
    N_("The cell in column “%s” is not a time of day."),
    N_("Write the time as 14:30, or choose no column for it."), FALSE
  },
  [CLV_REJECT_ZONE] = {
    "unknown-zone", "date",
    N_("The time zone in column “%s” is not known here."),
    N_("Write it as Europe/Berlin or +02:00, or choose one zone for the whole file."), FALSE
  },
  [CLV_REJECT_NO_RATE] = {
    "no-rate", "currency",
    N_("The amount is in %s, for which there is no exchange rate."),
    N_("Give an exchange rate, or import this currency into its own workspace."), FALSE
  },
  [CLV_REJECT_NO_CUSTOMER] = {
    "no-customer", "customer",
    N_("The cell in column “%s” is empty."),
    N_("Choose a column that names every customer, or accept that these rows belong to nobody."),
    FALSE
  },
  [CLV_REJECT_GUEST] = {
    "guest", "customer",
    N_("The column “%s” says “%s”, which the rules take for nobody in particular."),
    N_("Take the word off the list of guests, or choose a column that names every customer."), TRUE
  },
  [CLV_REJECT_CANCELLED] = {
    "cancelled", "rule",
    N_("The order was cancelled: column “%s” is filled in."),
    N_("Choose no column for cancelled orders to keep these rows."), TRUE
  },
  [CLV_REJECT_FILTER] = {
    "filter", "rule",
    N_("The column “%s” says “%s”, which the rules leave out."),
    N_("Change the rule to keep these rows."), TRUE
  },
  [CLV_REJECT_OTHER_VALUE] = {
    "other-value", "rule",
    N_("The column “%s” says “%s”, and the rules keep only other rows."),
    N_("Add the value to the rule to keep these rows."), TRUE
  },
  [CLV_REJECT_ORPHAN_LINE] = {
    "line-without-order", "fill-in",
    N_("The cell in column “%s” is empty, and no other row of the order has an amount."),
    N_("Fill in the amount, or export all lines of the order."), FALSE
  },
  [CLV_REJECT_REPEATED_TOTAL] = {
    "repeated-total", "rule",
    N_("The row repeats the total of its order in column “%s”, which counts once."),
    N_("Choose that the amounts of an order add up, if each row has its own."), TRUE
  },
  [CLV_REJECT_OTHER_TOTAL] = {
    "other-total", "rule",
    N_("The row has another total in column “%s” than the first row of its order, which counts."),
    N_("Choose that the amounts of an order add up, if each row has its own."), TRUE
  },
  [CLV_REJECT_TWICE] = {
    "twice", "row",
    N_("What is in column “%s” was in a row before, and may be in one row only."),
    N_("Keep the row that is right and delete the other."), FALSE
  },
  [CLV_REJECT_NOT_WHOLE] = {
    "not-whole", "number",
    N_("The cell in column “%s” is not a whole number of zero or more."),
    N_("Write a count in digits, without a sign and without decimals."), FALSE
  },
  [CLV_REJECT_SUMMARY] = {
    "summary", "number",
    N_("The time of the last purchase in column “%s” does not go with the other figures of the "
       "customer."),
    N_("It is between 0 and the time observed, and 0 where there are no repeat purchases."), FALSE
  },
  [CLV_REJECT_UNKNOWN_ORDER] = {
    "unknown-order", "order",
    N_("This workspace has no order of the number in column “%s”."),
    N_("Import the orders first, or choose the column that holds their numbers."), FALSE
  },
  [CLV_REJECT_ENDS_FIRST] = {
    "ends-first", "date",
    N_("The date in column “%s” is before the one on which it began."),
    N_("Correct one of the two dates."), FALSE
  },
};

/*
 * clv_reject_text_get:
 *
 * What is said of rows that are left out for this reason, not translated.
 */
const ClvRejectText *
clv_reject_text_get (ClvRejectKind kind)
{
  g_return_val_if_fail (kind < CLV_N_REJECTS, NULL);

  return &texts[kind];
}
