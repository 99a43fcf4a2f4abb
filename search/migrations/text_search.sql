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

-- Apostrophes join ("can't" and "cant" are one word), slashes and full stops part. Chinese is
-- written without spaces: each character is a word, and a run of them in a query a phrase. Persian
-- and Urdu are typed on Arabic keyboards too: one letter for each pair, no joiner inside a word.
-- Arabic itself keeps its letters, which its stemmer needs.
CREATE FUNCTION search_fold(language text, words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE language
        WHEN 'en' THEN translate(words, '/.''’‘`', '  ')
        WHEN 'ar' THEN translate(words, '/.''’‘`', '  ')
        ELSE regexp_replace(
            translate(words, '/.يىكە''’‘`' || chr(8204), '  ییکه'), '([㐀-鿿])', ' \1 ', 'g'
        )
    END;

CREATE FUNCTION search_text(language text, words text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector(search_config(language), search_fold(language, words));

CREATE FUNCTION search_query(language text, words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN phraseto_tsquery(search_config(language), search_fold(language, words));

CREATE FUNCTION search_document(
    language text, title text, keywords text, summary text, body text, keywords_other text
) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN setweight(search_text(language, title), 'A')
        || setweight(search_text(language, keywords), 'B')
        || setweight(search_text('', keywords_other), 'B')
        || setweight(search_text(language, summary), 'C')
        || setweight(search_text(language, body), 'D');
