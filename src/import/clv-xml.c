/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "clv-error.h"
#include "clv-xml.h"

#define NAMES_MAX 32
#define CHUNK_SIZE (16 * 1024)

/* Small parts of a workbook: lists, relations, styles. */
#define MEMBER_MAX (G_GUINT64_CONSTANT (64) << 20)

struct _ClvXml
{
  char *path;
  ClvXmlHandler handler;
  gpointer user_data;
  xmlParserCtxt *parser;
  const xmlChar *names[NAMES_MAX];   /* interned, so that pointers compare */
  guint n_names;
  const xmlChar **attributes;        /* of the element that begins */
  int n_attributes;
  GError *error;
};

static int
find_name (const ClvXml  *self,
           const xmlChar *name)
{
  for (guint i = 0; i < self->n_names; i++)
    {
      if (self->names[i] == name)
        return (int) i;
    }

  return -1;
}

static void
start_cb (void           *data,
          const xmlChar  *name,
          const xmlChar  *prefix,
          const xmlChar  *uri,
          int             n_namespaces,
          const xmlChar **namespaces,
          int             n_attributes,
          int             n_defaulted,
          const xmlChar **attributes)
{
  ClvXml *self = data;

  if (self->error != NULL)
    return;

  self->attributes = attributes;
  self->n_attributes = n_attributes;
  self->handler.start (self, find_name (self, name), self->user_data);
  self->n_attributes = 0;
}

static void
end_cb (void          *data,
        const xmlChar *name,
        const xmlChar *prefix,
        const xmlChar *uri)
{
  ClvXml *self = data;

  if (self->error == NULL)
    self->handler.end (self, find_name (self, name), self->user_data);
}

static void
text_cb (void          *data,
         const xmlChar *text,
         int            length)
{
  ClvXml *self = data;

  if (self->error == NULL && self->handler.text != NULL)
    self->handler.text (self, (const char *) text, (gsize) length, self->user_data);
}

/* A document type can declare entities, and no spreadsheet has one. */
static void
document_type_cb (void          *data,
                  const xmlChar *name,
                  const xmlChar *external_id,
                  const xmlChar *system_id)
{
  ClvXml *self = data;
  GError *error = NULL;

  clv_archive_set_damaged (&error, self->path);
  clv_xml_fail (self, error);
}

static void
ignore_error_cb (void           *data,
                 const xmlError *error)
{
}

/*
 * clv_xml_new:
 * @path: the file around it, for messages
 * @handler: who learns of elements
 *
 * Reads a stream of XML without building a tree. Nothing is fetched, no entity
 * but the five predefined is known, and a document type is refused.
 */
ClvXml *
clv_xml_new (const char          *path,
             const ClvXmlHandler *handler,
             gpointer             user_data)
{
  static gsize is_ready = 0;
  ClvXml *self = g_new0 (ClvXml, 1);
  xmlSAXHandler sax;

  if (g_once_init_enter (&is_ready))
    {
      xmlInitParser ();
      g_once_init_leave (&is_ready, 1);
    }
  memset (&sax, 0, sizeof sax);
  sax.initialized = XML_SAX2_MAGIC;
  sax.startElementNs = start_cb;
  sax.endElementNs = end_cb;
  sax.characters = text_cb;
  sax.ignorableWhitespace = text_cb;
  sax.cdataBlock = text_cb;
  sax.internalSubset = document_type_cb;
  sax.serror = (xmlStructuredErrorFunc) ignore_error_cb;

  self->path = g_strdup (path);
  self->handler = *handler;
  self->user_data = user_data;
  self->parser = xmlCreatePushParserCtxt (&sax, self, NULL, 0, NULL);
  if (self->parser == NULL)
    g_error ("no memory for an XML parser");
  /* Without NOENT an & in an attribute arrives as a character reference; there are
   * no entities to replace but the predefined. */
  xmlCtxtUseOptions (self->parser, XML_PARSE_NONET | XML_PARSE_NOENT);

  while (handler->names[self->n_names] != NULL)
    {
      g_assert (self->n_names < NAMES_MAX);
      self->names[self->n_names] =
        xmlDictLookup (self->parser->dict, (const xmlChar *) handler->names[self->n_names], -1);
      self->n_names++;
    }

  return self;
}

/*
 * clv_xml_free:
 *
 * Frees the parser.
 */
void
clv_xml_free (ClvXml *self)
{
  if (self == NULL)
    return;

  xmlFreeParserCtxt (self->parser);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self);
}

static gboolean
parse (ClvXml      *self,
       const void  *bytes,
       gsize        size,
       gboolean     is_end,
       GError     **error)
{
  int status = xmlParseChunk (self->parser, bytes, (int) size, is_end);

  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }

  /* A prefix without a declaration is a warning in effect; what is not well
   * formed is a cut or mended file, and rows may be missing. */
  if (status != XML_ERR_OK && !self->parser->wellFormed)
    {
      clv_archive_set_damaged (error, self->path);
      return FALSE;
    }

  return TRUE;
}

/*
 * clv_xml_feed:
 * @bytes: the next bytes, at most some megabytes
 * @error: return location
 *
 * Reads on; the handler is called meanwhile.
 */
gboolean
clv_xml_feed (ClvXml      *self,
              const void  *bytes,
              gsize        size,
              GError     **error)
{
  return parse (self, bytes, size, FALSE, error);
}

/*
 * clv_xml_end:
 *
 * Says that nothing comes any more; fails where something is missing.
 */
gboolean
clv_xml_end (ClvXml  *self,
             GError **error)
{
  return parse (self, NULL, 0, TRUE, error);
}

/*
 * clv_xml_get:
 * @attribute: a local name
 *
 * An attribute of the element that begins; only to be asked for from there.
 */
ClvXmlValue
clv_xml_get (const ClvXml *self,
             const char   *attribute)
{
  ClvXmlValue value = { NULL, 0 };

  for (int i = 0; i < self->n_attributes; i++)
    {
      const xmlChar **found = self->attributes + 5 * i;

      if (strcmp ((const char *) found[0], attribute) == 0)
        {
          value.text = (const char *) found[3];
          value.length = (gsize) (found[4] - found[3]);
          break;
        }
    }

  return value;
}

/*
 * clv_xml_value_is:
 *
 * Whether the value is there and equal to @text.
 */
gboolean
clv_xml_value_is (ClvXmlValue  value,
                  const char  *text)
{
  return value.text != NULL && strlen (text) == value.length
         && memcmp (value.text, text, value.length) == 0;
}

/*
 * clv_xml_value_to_number:
 * @maximum: what is larger becomes this
 * @fallback: for what is no number
 *
 * A whole number, not negative.
 */
guint64
clv_xml_value_to_number (ClvXmlValue value,
                         guint64     maximum,
                         guint64     fallback)
{
  guint64 number = 0;

  if (value.text == NULL || value.length == 0)
    return fallback;

  for (gsize i = 0; i < value.length; i++)
    {
      if (!g_ascii_isdigit (value.text[i]))
        return fallback;
      number = MIN (number * 10 + (guint64) (value.text[i] - '0'), maximum);
    }

  return number;
}

/*
 * clv_xml_fail:
 * @error: (transfer full): what clv_xml_feed() shall fail with
 *
 * Stops the reading.
 */
void
clv_xml_fail (ClvXml *self,
              GError *error)
{
  if (self->error != NULL)
    {
      g_error_free (error);
      return;
    }

  self->error = error;
  xmlStopParser (self->parser);
}

/*
 * clv_xml_read_member:
 * @path: a ZIP archive
 * @member: a small XML file in it
 *
 * Reads the whole member.
 */
gboolean
clv_xml_read_member (const char           *path,
                     const char           *member,
                     const ClvXmlHandler  *handler,
                     gpointer              user_data,
                     GError              **error)
{
  g_autoptr(ClvUnpacker) unpacker = clv_unpacker_new_for_member (path, member, error);
  g_autoptr(ClvXml) xml = NULL;
  g_autofree char *chunk = NULL;
  guint64 n_all = 0;
  gsize n = 1;

  if (unpacker == NULL)
    return FALSE;

  xml = clv_xml_new (path, handler, user_data);
  chunk = g_malloc (CHUNK_SIZE);
  while (n > 0)
    {
      if (!clv_unpacker_read (unpacker, chunk, CHUNK_SIZE, &n, error)
          || (n > 0 && !clv_xml_feed (xml, chunk, n, error)))
        return FALSE;
      n_all += n;
      if (n_all > MEMBER_MAX)
        {
          clv_archive_set_damaged (error, path);
          return FALSE;
        }
    }

  return clv_xml_end (xml, error);
}
