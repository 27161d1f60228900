package io.nettychat.model;

import java.text.Normalizer;
import java.util.Set;

/**
 * Finds names that a person would take for one another.
 *
 * @see <a href="https://www.unicode.org/reports/tr39/#Confusable_Detection">Unicode Technical Standard 39, section 4</a>
 */
final class LookAlikes {
    private LookAlikes() {}

    /**
     * Returns one or two keys. Two names are the same to the eye when they share a key.
     *
     * <p>Two are needed because case and looks do not go together: {@code Ian} looks like {@code lan} but is
     * {@code ian} in another case, and {@code lan} and {@code ian} are nothing to each other. One key therefore looks
     * first and folds the case then, the other folds first. The first then looks and folds once more, so that a Greek
     * capital Mu, which looks like M but never becomes m by itself, ends where m ends.
     */
    static Set<String> keys(String name) {
        String byLooks = withoutSpace(fold(skeleton(fold(skeleton(name)))));
        String byCase = withoutSpace(fold(skeleton(fold(name))));
        return byLooks.equals(byCase) ? Set.of(byLooks) : Set.of(byLooks, byCase);
    }

    /** Returns the skeleton of the standard: equal for strings that look alike. */
    static String skeleton(String text) {
        String decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
        StringBuilder out = new StringBuilder(decomposed.length() + 8);
        for (int i = 0, codePoint; i < decomposed.length(); i += Character.charCount(codePoint)) {
            codePoint = decomposed.codePointAt(i);
            if (!UnicodeTables.isIgnorable(codePoint)) {
                UnicodeTables.appendPrototype(out, codePoint);
            }
        }
        return Normalizer.normalize(out, Normalizer.Form.NFD);
    }

    /** Returns the text with full case folding, the same in every locale. */
    static String fold(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0, codePoint; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            UnicodeTables.appendFolded(out, codePoint);
        }
        return out.toString();
    }

    private static String withoutSpace(String key) {
        StringBuilder out = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            // All white space is in the BMP.
            if (!Character.isSpaceChar(key.charAt(i))) {
                out.append(key.charAt(i));
            }
        }
        return out.toString();
    }
}
