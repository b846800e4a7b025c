package org.afterword.storage.cache;

import java.util.Collection;
import java.util.Map;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.storage.tenant.Tenant;

/** About how much memory values take, in bytes: rather too much than too little. */
final class Footprint {
    private static final long OBJECT = 100; // A small record or collection and the references to it.
    private static final long CHARACTER = 2;
    private static final long ADDRESS = 200;
    /** A compiled template is kept too, and has its text in pieces. */
    private static final long COMPILED = 3;

    private Footprint() {}

    static long of(Tenant tenant) {
        return 3 * OBJECT
                + ADDRESS * (2 + tenant.domains().size() + tenant.earlierCodes().size())
                + text(tenant.name());
    }

    static long of(Person person) {
        return 3 * OBJECT
                + ADDRESS * (1 + person.aliases().size())
                + texts(person.groups())
                + texts(person.attributes())
                + person.photo().map(Footprint::of).orElse(0L);
    }

    static long of(SignatureCatalog catalog) {
        long bytes = 2 * OBJECT + texts(catalog.rules().knownSignatures());
        for (SignatureRule rule : catalog.rules().rules()) {
            bytes += of(rule);
        }
        for (SignatureTemplate template : catalog.templates().values()) {
            bytes += of(template);
        }
        return bytes;
    }

    private static long of(SignatureTemplate template) {
        long bytes = 4 * OBJECT
                + COMPILED * text(template.html())
                + COMPILED * template.text().map(Footprint::text).orElse(0L)
                + texts(template.tracking())
                + texts(template.earlier());
        for (Picture picture : template.pictures()) {
            bytes += of(picture);
        }
        return bytes;
    }

    /** What lists name; the rest is small. */
    private static long of(SignatureRule rule) {
        return 10 * OBJECT
                + ADDRESS
                        * (rule.senders().people().size()
                                + rule.exceptSenders().people().size()
                                + rule.recipients().people().size())
                + texts(rule.senders().groups())
                + texts(rule.senders().domains())
                + texts(rule.exceptSenders().groups())
                + texts(rule.exceptSenders().domains())
                + texts(rule.recipients().domains())
                + OBJECT * rule.keywords().size()
                + rule.headers().stream()
                        .mapToLong(condition -> OBJECT + texts(condition.words()))
                        .sum();
    }

    /** Base64 is kept with one byte a character. */
    private static long of(Picture picture) {
        return OBJECT + picture.base64().length();
    }

    private static long text(String text) {
        return OBJECT + CHARACTER * text.length();
    }

    private static long texts(Collection<String> texts) {
        return texts.stream().mapToLong(Footprint::text).sum();
    }

    private static long texts(Map<String, String> texts) {
        return texts(texts.keySet()) + texts(texts.values());
    }
}
