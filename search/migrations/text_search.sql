-- How text becomes words, for the stored columns and for queries alike.
-- The bodies are parsed here and now, so nothing depends on the search path of a restore.

CREATE SEQUENCE search_number;
CREATE SEQUENCE search_version;

-- One configuration for each stemmer that core.languages names. Diacritics are folded first, so
-- that "plywanie" finds "pływanie".
CREATE TEXT SEARCH CONFIGURATION search_english (COPY = pg_catalog.english);
CREATE TEXT SEARCH CONFIGURATION search_arabic (COPY = pg_catalog.arabic);
CREATE TEXT SEARCH CONFIGURATION search_portuguese (COPY = pg_catalog.portuguese);
CREATE TEXT SEARCH CONFIGURATION search_romanian (COPY = pg_catalog.romanian);
CREATE TEXT SEARCH CONFIGURATION search_simple (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION search_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
ALTER TEXT SEARCH CONFIGURATION search_arabic
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, arabic_stem;
ALTER TEXT SEARCH CONFIGURATION search_portuguese
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, portuguese_stem;
ALTER TEXT SEARCH CONFIGURATION search_romanian
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, romanian_stem;
ALTER TEXT SEARCH CONFIGURATION search_simple
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;

CREATE FUNCTION search_config(language text) RETURNS regconfig
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE language
        WHEN 'en' THEN 'search_english'::regconfig
        WHEN 'ar' THEN 'search_arabic'::regconfig
        WHEN 'pt' THEN 'search_portuguese'::regconfig
        WHEN 'ro' THEN 'search_romanian'::regconfig
        ELSE 'search_simple'::regconfig
    END;

-- Apostrophes join ("can't" and "cant" are one word); hyphens, slashes and full stops part, and so
-- do < and >, between which PostgreSQL would take everything for HTML. Chinese is written without
-- spaces: each character is a word, and a run of them in a query a phrase. Persian and Urdu are
-- typed on Arabic keyboards too: one letter for each pair, no joiner inside a word. Arabic itself
-- keeps its letters, which its stemmer needs.
CREATE FUNCTION search_fold(language text, words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN language IN ('en', 'ar', 'pt', 'ro') THEN translate(words, '-/.<>''’‘`', '     ')
        ELSE regexp_replace(
            translate(words, '-/.<>يىكە''’‘`' || chr(8204), '     ییکه'), '([㐀-鿿])', ' \1 ', 'g'
        )
    END;

CREATE FUNCTION search_query(language text, words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN phraseto_tsquery(search_config(language), search_fold(language, words));

-- What to look for when somebody on a page in a language types these words: as that language, as
-- English and as a keyword of any language write them. Empty for a word that means nothing in one
-- of the first two. `words` of a beginning are letters and digits alone.
CREATE FUNCTION search_probe(language text, words text, is_beginning boolean) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN numnode(search_query(language, words)) = 0 OR numnode(search_query('en', words)) = 0
            THEN ''::tsquery
        WHEN is_beginning
            THEN to_tsquery('search_simple', quote_literal(words) || ':*')
                || to_tsquery(search_config(language), quote_literal(words) || ':*')
        ELSE search_query(language, words) || search_query('en', words) || search_query('', words)
    END;

-- The words of a text, and at its end those with a hyphen in one piece: "pre-school" is found by
-- "pre school" and by "preschool".
CREATE FUNCTION search_text(language text, words text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector(
        search_config(language),
        search_fold(language, words) || coalesce((
            SELECT string_agg(' ' || parts[1] || parts[2], '')
            FROM regexp_matches(words, '([[:alpha:]]+)-([[:alpha:]]+)', 'g') AS parts
        ), '')
    );

CREATE FUNCTION search_document(
    language text, title text, keywords text, summary text, body text, keywords_other text
) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN setweight(search_text(language, title), 'A')
        || setweight(search_text(language, keywords), 'B')
        || setweight(search_text('', keywords_other), 'B')
        || setweight(search_text(language, summary), 'C')
        || setweight(search_text(language, body), 'D');

CREATE FUNCTION search_topic(language text, keywords text, keywords_other text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN search_text(language, keywords) || search_text('', keywords_other);
