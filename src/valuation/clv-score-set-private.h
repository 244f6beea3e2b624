/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-futures.h"
#include "clv-hash.h"
#include "clv-score-set.h"

G_BEGIN_DECLS

/* The columns of a score set by name. */
typedef struct
{
  const char *name;
  gsize offset;     /* of the pointer in ClvScoreSet */
  guint size;       /* bytes a row */
} ClvScoreColumn;

#define CLV_SCORE_COLUMNS 13

extern const ClvScoreColumn clv_score_columns[CLV_SCORE_COLUMNS];

gpointer *clv_score_set_get_column (ClvScoreSet *self,
                                    guint        column);

/* The columns from some row on, which nobody outside may write. One block at a time is
 * filled, so that what one step leaves is in the cache for the next. */
typedef struct
{
  guint32 n;
  guint32 *x;
  gint32 *recency_days;
  gint32 *age_days;
  gint64 *past_value;
  double *mean_spend;
  double *p_active;
  double *expected;
  double *discounted;
  double *spend;
  double *clv;
  double *lo;
  double *hi;
  double *service;
} ClvScoreBlock;

/* Columns of @n rows. */
void clv_score_set_allocate (ClvScoreSet *self,
                             guint32      n);
void clv_score_block_init (ClvScoreBlock     *block,
                           const ClvScoreSet *columns,
                           guint32            start,
                           guint32            n);

/* What the columns follow from by sums and products alone, which are the same
 * bits on every machine: many customers share a cell, that is a distinct
 * (x, recency, age), and many cells a pair (x, age). This is what is stored and
 * hashed, a fraction of the columns. */
typedef enum
{
  CLV_SCORE_PART_X,             /* a pair */
  CLV_SCORE_PART_AGE,
  CLV_SCORE_PART_PURCHASES,     /* of one who is active */
  CLV_SCORE_PART_DISCOUNTED,
  CLV_SCORE_PART_ACTIVE_YEARS,  /* discounted */
  CLV_SCORE_PART_PAIR,          /* a cell */
  CLV_SCORE_PART_RECENCY,
  CLV_SCORE_PART_P_ACTIVE,
  CLV_SCORE_PART_LO,            /* quantiles of spend / spend level, discounted */
  CLV_SCORE_PART_HI,
  CLV_SCORE_PART_CELL,          /* a customer */
  CLV_SCORE_PART_REPEAT_SPEND,  /* minor units */
  CLV_SCORE_PART_PAST_VALUE,
  CLV_SCORE_PART_GROUP,         /* a pair, where customers have covariates */
  CLV_SCORE_PART_PARAMETERS,    /* of the groups, one after the other */
  CLV_SCORE_PART_PERIOD,        /* a pair's ClvOpportunity, where contracts have terms */
  CLV_SCORE_PART_END,           /* days until its contract ends, 0 where it is not known */
  CLV_SCORE_PARTS
} ClvScorePart;

typedef enum
{
  CLV_SCORE_OF_PAIR,
  CLV_SCORE_OF_CELL,
  CLV_SCORE_OF_ROW,
  CLV_SCORE_OF_GROUPED_PAIR,    /* all pairs, or none without covariates */
  CLV_SCORE_OF_GROUP,           /* parameters of groups */
  CLV_SCORE_OF_TERMS,           /* all pairs, or none where contracts are alike */
  CLV_SCORE_LEVELS
} ClvScoreLevel;

typedef enum
{
  CLV_SCORE_COUNT,              /* guint32 */
  CLV_SCORE_MONEY,              /* gint64 */
  CLV_SCORE_NUMBER              /* double */
} ClvScoreType;

/* When it is known: nothing of one stage waits for the next, and blobs are stored in this
 * order. */
typedef enum
{
  CLV_SCORE_STAGE_ROWS,         /* as names are */
  CLV_SCORE_STAGE_PAST,
  CLV_SCORE_STAGE_FUTURE,
  CLV_SCORE_STAGE_RANGE,
  CLV_SCORE_STAGES
} ClvScoreStage;

typedef struct
{
  const char *name;
  ClvScoreLevel level;
  ClvScoreType type;
  ClvScoreStage stage;
} ClvScorePartInfo;

/* On each side of the interval of a customer. */
#define CLV_SCORE_OUTSIDE 0.1

extern const ClvScorePartInfo clv_score_part_infos[CLV_SCORE_PARTS];

#define CLV_SCORE_DIGEST_BLOBS "blobs"

/* How content is hashed, which the summary of a set tells. Sets in the older form, whose
 * digest and totals run through all rows in one piece, are read and held against their
 * hash as those in the newer, and so are the approvals of them; only hybrids are still
 * written in it. */
typedef enum
{
  CLV_SCORE_FORM_BLOBS,         /* a digest and totals a blob, then of those in order */
  CLV_SCORE_FORM_ROWS
} ClvScoreForm;

/* What is stored in one row of the file. */
typedef struct
{
  const char *column;
  guint32 seq;
  guint part;                   /* CLV_SCORE_PARTS for names */
  gboolean is_made;             /* what follows is there */
  gconstpointer bytes;          /* lent by the parts or the names, or packed */
  gsize size;
  GByteArray *packed;           /* (nullable) */
  guint8 digest[CLV_DIGEST_BYTES];
} ClvScoreBlob;

typedef struct
{
  ClvScoreForm form;
  guint32 n[CLV_SCORE_LEVELS];
  gpointer values[CLV_SCORE_PARTS];
  ClvCustomers *lender;         /* (nullable): whose the sums of money are */
  GArray *blobs[CLV_SCORE_STAGES];      /* (nullable) of ClvScoreBlob */
} ClvScoreParts;

ClvScoreParts *clv_score_parts_new (guint32 n_pairs,
                                    guint32 n_cells,
                                    guint32 n_rows,
                                    guint32 n_group_parameters);
/* Of contracts of several periods, or with ends that are known. */
void     clv_score_parts_add_terms (ClvScoreParts *self);
void     clv_score_parts_free (ClvScoreParts *self);
gboolean clv_score_parts_are_sound (const ClvScoreParts *self);

/* One column of the parts as blobs of at most 65,536 values, integers packed. */
#define CLV_SCORE_BLOB_VALUES 65536
#define CLV_SCORE_NAMES "customer"

guint32  clv_score_parts_get_n_blobs (const ClvScoreParts *self,
                                      ClvScorePart         part);
void     clv_score_parts_encode (const ClvScoreParts *self,
                                 ClvScorePart         part,
                                 guint32              blob,
                                 GByteArray          *out);
gboolean clv_score_parts_decode (ClvScoreParts *self,
                                 ClvScorePart   part,
                                 guint32        blob,
                                 gconstpointer  bytes,
                                 gsize          size);

/* %TRUE where the bytes are @bytes themselves, which then are not copied to @packed. */
gboolean clv_score_parts_lend (const ClvScoreParts *self,
                               ClvScorePart         part,
                               guint32              blob,
                               gconstpointer       *bytes,
                               gsize               *size);

/* The digest of everything that is stored, of which names come first. */
typedef struct
{
  ClvScoreForm form;
  ClvBulkHash *bulk;
} ClvScoreDigest;

/* The sizes come before the names and the blobs, whose bounds they are. */
void     clv_score_set_begin_digest (ClvBulkHash         *bulk,
                                     const ClvScoreParts *parts,
                                     gsize                names_size);
void     clv_score_digest_init (ClvScoreDigest      *self,
                                const ClvScoreParts *parts,
                                ClvDictionary       *names);
void     clv_score_digest_clear (ClvScoreDigest *self);
void     clv_score_digest_add (ClvScoreDigest *self,
                               gconstpointer   bytes,
                               gsize           size);
char    *clv_score_digest_finish (ClvScoreDigest *self);

/* Blobs on their way from who makes them to who stores them meanwhile. */
typedef struct
{
  GMutex lock;
  GCond moved;
  const ClvScoreParts *parts;   /* (nullable): whose blobs there are */
  guint n_listed;               /* stages */
  gboolean is_over;             /* no more will be made */
  ClvScoreSet *abandoned;       /* (nullable): the set of those parts, where it was given up */
} ClvScoreOutlet;

void                clv_score_outlet_init (ClvScoreOutlet *self);
void                clv_score_outlet_clear (ClvScoreOutlet *self);
void                clv_score_outlet_end (ClvScoreOutlet *self);
/* Both wait; without their answer no more was made. */
const GArray       *clv_score_outlet_get_stage (ClvScoreOutlet *self,
                                                ClvScoreStage   stage);
gboolean            clv_score_outlet_wait (ClvScoreOutlet     *self,
                                           const ClvScoreBlob *blob);

/* The blobs of one stage after the other, on several threads, once their values are
 * known; then the digest of all. @outlet: (nullable) */
void     clv_score_parts_make_blobs (ClvScoreParts  *self,
                                     ClvDictionary  *names,
                                     ClvScoreStage   stage,
                                     ClvScoreOutlet *outlet);
char    *clv_score_parts_digest_blobs (const ClvScoreParts *self,
                                       ClvDictionary       *names);

/* Sums over all rows, in the order of the rows: of a blob's rows each, then of those. */
typedef struct
{
  double expected_purchases;
  double p_active;
  double spend;
  double clv;
  double lo;
  double hi;
} ClvScoreTotals;

void     clv_score_set_fill (ClvScoreSet              *self,
                             const ClvScoreParts      *parts,
                             const ClvFit             *fit,
                             const ClvValueDefinition *definition,
                             gboolean                  with_columns,
                             ClvScoreTotals           *totals);
char    *clv_score_set_compute_hash (const ClvScoreSet    *self,
                                     ClvScoreForm          form,
                                     const char           *fit_hash,
                                     const char           *definition_hash,
                                     const char           *parts_digest,
                                     const ClvScoreTotals *totals);
double clv_score_set_find_quantile (const ClvFuture *future,
                                    double           p_active,
                                    double           spend_variance,
                                    double           level);
/* The spend level relative to its mean: exp (mean of its logarithm), and the variance. */
void  clv_score_set_find_spend_spread (const ClvFit *fit,
                                       double        x,
                                       double       *factor,
                                       double       *variance);
char *clv_score_set_dup_valid_until (void);
/* Of @customers as the fit counts them. */
ClvScoreParts *clv_score_set_new_parts (const ClvFit             *fit,
                                        const ClvValueDefinition *definition,
                                        ClvCustomers             *customers,
                                        const ClvProgress        *progress,
                                        GError                  **error);
/* From pairs to rows. */
void  clv_score_set_fill_terms (ClvScoreSet         *self,
                                const ClvScoreParts *parts);
/* As clv_score_set_new(), with the totals alone where no columns are asked for.
 * @outlet: (nullable): who stores what is made already */
ClvScoreSet *clv_score_set_compute (const ClvFit             *fit,
                                    const ClvValueDefinition *definition,
                                    ClvCustomers             *customers,
                                    gboolean                  with_columns,
                                    ClvScoreOutlet           *outlet,
                                    const ClvProgress        *progress,
                                    GError                  **error);

/* Customers by what they share, see clv-score-groups.c. */
typedef struct
{
  ClvCovariateGroups *groups;   /* with parameters; one without covariates */
  ClvCells *cells;              /* of the groups, one after the other */
  ClvCells *pairs;
  guint32 *cell_of;             /* of a customer */
  guint32 *pair_of;             /* of a cell */
  guint32 *cell_start;          /* of a group; one more than groups */
  guint32 *pair_start;
  gboolean are_lent;            /* what the parts of a set have become the owner of */
} ClvScoreGroups;

void       clv_score_groups_init (ClvScoreGroups     *self,
                                  const ClvFit       *fit,
                                  const ClvCustomers *customers);
void       clv_score_groups_clear (ClvScoreGroups *self);
ClvFuture *clv_score_groups_new_futures (const ClvScoreGroups *self,
                                         const ClvFit         *fit,
                                         const ClvPeriods     *periods);
void       clv_score_groups_fill_p_active (const ClvScoreGroups *self,
                                           const ClvFit         *fit,
                                           double               *p_active);
/* What is known of the parts before the future is; they own it from then on. */
void       clv_score_groups_lend (ClvScoreGroups *self,
                                  const ClvFit   *fit,
                                  ClvScoreParts  *parts);
void       clv_score_set_fill_groups (ClvScoreSet         *self,
                                      const ClvScoreParts *parts,
                                      guint                n_parameters);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvScoreGroups, clv_score_groups_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvScoreDigest, clv_score_digest_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvScoreParts, clv_score_parts_free)

G_END_DECLS
