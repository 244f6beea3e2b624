/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-archive.h"

G_BEGIN_DECLS

/* An attribute's value, lent, with entities replaced; text is NULL where there
 * is none. */
typedef struct
{
  const char *text;
  gsize length;
} ClvXmlValue;

typedef struct _ClvXml ClvXml;

/**
 * ClvXmlHandler:
 *
 * Learns of elements by their place in a table of local names; of others by -1.
 * Name spaces are not looked at, since the two dialects of one format differ in
 * nothing else. The functions may call clv_xml_fail().
 */
typedef struct
{
  const char * const *names;   /* ends with NULL */
  void (*start)(ClvXml  *xml,
                int      name,
                gpointer user_data);
  void (*end)(ClvXml  *xml,
              int      name,
              gpointer user_data);
  void (*text)(ClvXml     *xml,
               const char *bytes,
               gsize       length,
               gpointer    user_data);     /* (nullable) */
} ClvXmlHandler;

ClvXml     *clv_xml_new (const char          *path,
                         const ClvXmlHandler *handler,
                         gpointer             user_data);
void        clv_xml_free (ClvXml *self);
gboolean    clv_xml_feed (ClvXml      *self,
                          const void  *bytes,
                          gsize        size,
                          GError     **error);
gboolean    clv_xml_end (ClvXml  *self,
                         GError **error);
ClvXmlValue clv_xml_get (const ClvXml *self,
                         const char   *attribute);
gboolean    clv_xml_value_is (ClvXmlValue  value,
                              const char  *text);
guint64     clv_xml_value_to_number (ClvXmlValue value,
                                     guint64     maximum,
                                     guint64     fallback);
void        clv_xml_fail (ClvXml *self,
                          GError *error);
gboolean    clv_xml_read_member (const char           *path,
                                 const char           *member,
                                 const ClvXmlHandler  *handler,
                                 gpointer              user_data,
                                 GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvXml, clv_xml_free)

G_END_DECLS
