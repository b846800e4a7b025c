package org.afterword.engine.render;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.Map;

/**
 * Compiles templates, once as long as they are in use, and fills them. A template is known by its source, so that a changed
 * one is compiled anew and an unchanged one that was read from the store again is not.
 */
final class MustacheTemplates {
    private static final int AT_MOST = 1_000;

    private final Mustache.Compiler html =
            Mustache.compiler().escapeHTML(true).defaultValue("").emptyStringIsFalse(true);
    private final Mustache.Compiler text =
            Mustache.compiler().escapeHTML(false).defaultValue("").emptyStringIsFalse(true);
    private final BoundedCache<String, Template> htmlForms = new BoundedCache<>(AT_MOST);
    private final BoundedCache<String, Template> textForms = new BoundedCache<>(AT_MOST);

    /** @throws TemplateException if the template is not in the language */
    String html(String source, Map<String, Object> values) {
        return fill(htmlForms, html, source, values);
    }

    /** @throws TemplateException if the template is not in the language */
    String text(String source, Map<String, Object> values) {
        return fill(textForms, text, source, values);
    }

    private static String fill(
            BoundedCache<String, Template> compiled,
            Mustache.Compiler compiler,
            String source,
            Map<String, Object> values) {
        try {
            return compiled.get(source, compiler::compile).execute(values);
        } catch (MustacheException | StringIndexOutOfBoundsException malformed) {
            // The second is what JMustache throws at a tag without a name.
            throw new TemplateException("the template cannot be read: " + malformed.getMessage(), malformed);
        }
    }
}
