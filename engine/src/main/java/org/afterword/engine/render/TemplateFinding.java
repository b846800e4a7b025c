package org.afterword.engine.render;

/**
 * Something about a template that its author should know.
 *
 * @param field {@code html}, {@code text} or {@code pictures}
 * @param line in the field, from 1; 0 where it concerns the whole
 * @param column likewise, in UTF-16 units
 * @param message what is wrong and what to do
 */
public record TemplateFinding(Severity severity, String field, int line, int column, String message) {
    /** How bad it is. */
    public enum Severity {
        /** The template must not be used. */
        ERROR,
        /** It works, and will not look everywhere as it should. */
        WARNING
    }

    static TemplateFinding error(String field, String source, int at, String message) {
        return at(Severity.ERROR, field, source, at, message);
    }

    static TemplateFinding warning(String field, String source, int at, String message) {
        return at(Severity.WARNING, field, source, at, message);
    }

    private static TemplateFinding at(Severity severity, String field, String source, int at, String message) {
        if (at < 0) {
            return new TemplateFinding(severity, field, 0, 0, message);
        }
        String before = source.substring(0, Math.min(at, source.length()));
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        return new TemplateFinding(severity, field, line, before.length() - before.lastIndexOf('\n'), message);
    }
}
