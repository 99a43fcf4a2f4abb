-- What may be meant by a word that no document has: nearer than the extension's own limit of 0.3,
-- which would miss two letters that changed places.
CREATE FUNCTION search_similar_words(misspelt text, languages text[])
    RETURNS TABLE (word text, folded text, documents integer)
    LANGUAGE sql STABLE PARALLEL SAFE SET pg_trgm.similarity_threshold = 0.2
    AS $$
        SELECT v.word, v.folded, v.documents FROM search_vocabularyword AS v
        WHERE v.folded % misspelt AND v.language = ANY (languages)
        ORDER BY similarity(v.folded, misspelt) DESC, v.documents DESC LIMIT 50
    $$;
