package org.afterword.engine.render;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.Map;
import org.afterword.engine.mime.InlinePictures;
import org.afterword.engine.select.Person;
import org.afterword.engine.select.Picture;
import org.afterword.engine.select.SignatureTemplate;

/**
 * Fills templates in the Mustache language: {@code {{jobTitle}}} is the person's attribute, escaped in HTML; the section
 * {@code {{#jobTitle}}…{{/jobTitle}}} is there only if the person has one. Safe for use by several threads.
 */
public final class SignatureRenderer {
    private final Mustache.Compiler html =
            Mustache.compiler().escapeHTML(true).defaultValue("").emptyStringIsFalse(true);
    private final Mustache.Compiler text =
            Mustache.compiler().escapeHTML(false).defaultValue("").emptyStringIsFalse(true);

    /**
     * The signature of {@code person}.
     *
     * @throws TemplateException if the template is not in the language
     */
    public RenderedSignature render(SignatureTemplate template, Person person) {
        String renderedHtml = withContentIds(fill(html, template.html(), person.attributes()), template);
        String renderedText = template.text().isPresent()
                ? fill(text, template.text().get(), person.attributes())
                : TextForm.of(renderedHtml);
        return new RenderedSignature(renderedHtml, renderedText, template.pictures());
    }

    private static String fill(Mustache.Compiler compiler, String template, Map<String, String> attributes) {
        try {
            Template compiled = compiler.compile(template);
            return compiled.execute(attributes);
        } catch (MustacheException malformed) {
            throw new TemplateException("the template cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    /** A template names a picture by its name; the mail names it by its Content-ID. */
    private static String withContentIds(String rendered, SignatureTemplate template) {
        String result = rendered;
        for (Picture picture : template.pictures()) {
            result = result.replace(
                            "\"cid:" + picture.name() + "\"", "\"cid:" + InlinePictures.contentId(picture) + "\"")
                    .replace("'cid:" + picture.name() + "'", "'cid:" + InlinePictures.contentId(picture) + "'");
        }
        return result;
    }
}
