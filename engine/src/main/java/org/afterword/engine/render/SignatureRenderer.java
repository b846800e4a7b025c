package org.afterword.engine.render;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.mime.InlinePictures;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureTemplate;

/**
 * Fills templates in the Mustache language: {@code {{jobTitle}}} is the person's attribute, escaped in HTML; the section
 * {@code {{#jobTitle}}…{{/jobTitle}}} is there only if the person has one. {@link Helper} has what else a template can ask
 * for. {@code cid:photo} shows the person's photo, {@code cid:vcard} a QR code with their contact data.
 *
 * <p>What a person's attributes hold can change nothing but their own place: it is escaped, and a link that could run a
 * program is taken out. Safe for use by several threads.
 */
public final class SignatureRenderer {
    /** The name by which templates refer to the QR code of the contact card. */
    public static final String CONTACT_CARD = "vcard";

    private static final int SHORTEST_KNOWN = 20;

    private final MustacheTemplates templates = new MustacheTemplates();
    private final BoundedCache<String, Picture> codes = new BoundedCache<>(500);
    private final BoundedCache<PersonInCatalog, List<String>> known = new BoundedCache<>(2_000);

    /**
     * What the texts of a person's earlier signatures depend on. Catalogs compare as objects, since a cached catalog stays the
     * same one until it is read anew. Neither a catalog with its pictures nor a photo is kept from going.
     */
    private static final class PersonInCatalog {
        private final WeakReference<SignatureCatalog> catalog;
        private final MailAddress mail;
        private final Map<String, String> attributes;
        private final boolean photo;
        private final int hash;

        PersonInCatalog(SignatureCatalog catalog, Person person) {
            this.catalog = new WeakReference<>(catalog);
            mail = person.mail();
            attributes = person.attributes();
            photo = person.photo().isPresent();
            hash = System.identityHashCode(catalog) * 31 + mail.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            if (!(other instanceof PersonInCatalog key)) {
                return false;
            }
            SignatureCatalog known = catalog.get();
            return this == key
                    || known != null
                            && known == key.catalog.get()
                            && mail.equals(key.mail)
                            && photo == key.photo
                            && attributes.equals(key.attributes);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /**
     * The signature of {@code person}.
     *
     * @throws TemplateException if the template is not in the language
     */
    public RenderedSignature render(SignatureTemplate template, Person person) {
        Map<String, Picture> pictures = new LinkedHashMap<>();
        template.pictures().forEach(picture -> pictures.put(picture.name(), picture));
        person.photo().ifPresent(photo -> pictures.put(Person.PHOTO, photo));
        Map<String, Object> values = values(template, person, true);
        String filled = SafeLinks.of(templates.html(template.html(), values));
        if (RenderedPictures.shows(filled, CONTACT_CARD)) {
            String card = ContactCard.of(person);
            pictures.put(CONTACT_CARD, codes.get(card, ContactCard::code));
        }
        RenderedPictures shown = RenderedPictures.in(filled, pictures);
        String text = template.text().isPresent()
                ? templates.text(template.text().get(), values(template, person, false))
                : TextForm.of(shown.html());
        return new RenderedSignature(shown.html(), text, shown.pictures());
    }

    /**
     * What the templates of several slots give, one below the other.
     *
     * @throws TemplateException if one of them is not in the language
     */
    public RenderedSignature render(List<SignatureTemplate> stacked, Person person) {
        List<RenderedSignature> rendered =
                stacked.stream().map(template -> render(template, person)).toList();
        if (rendered.size() == 1) {
            return rendered.getFirst();
        }
        String html = rendered.stream()
                .map(signature -> "<div>" + signature.html() + "</div>")
                .collect(Collectors.joining("<div><br></div>"));
        String text = rendered.stream()
                .map(RenderedSignature::text)
                .filter(words -> !words.isBlank())
                .collect(Collectors.joining("\n\n"));
        Map<String, Picture> pictures = new LinkedHashMap<>();
        rendered.forEach(signature -> signature
                .pictures()
                .forEach(picture -> pictures.putIfAbsent(InlinePictures.contentId(picture), picture)));
        return new RenderedSignature(html, text, List.copyOf(pictures.values()));
    }

    /**
     * The texts by which a signature that a rule of the catalog made for {@code person}, from a template as it is or as it
     * was, can be known when all our marks of it are lost. Those that are too short to be sure are left out, and those
     * that cannot be made.
     */
    public List<String> textsOf(SignatureCatalog catalog, Person person) {
        return known.get(new PersonInCatalog(catalog, person), key -> {
            List<String> texts = new ArrayList<>();
            for (SignatureTemplate template : catalog.templates().values()) {
                List<String> forms = new ArrayList<>(template.earlier());
                forms.add(template.html());
                for (String html : forms) {
                    text(html, template, person)
                            .filter(text -> text.length() >= SHORTEST_KNOWN)
                            .ifPresent(texts::add);
                }
                template.text()
                        .flatMap(text -> text(() -> templates.text(text, values(template, person, false))))
                        .filter(text -> text.length() >= SHORTEST_KNOWN)
                        .ifPresent(texts::add);
            }
            return List.copyOf(texts);
        });
    }

    private Optional<String> text(String html, SignatureTemplate template, Person person) {
        return text(() -> TextForm.of(templates.html(html, values(template, person, true))));
    }

    private static Optional<String> text(Supplier<String> made) {
        try {
            return Optional.of(made.get().replace('*', ' '));
        } catch (TemplateException unreadable) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> values(SignatureTemplate template, Person person, boolean html) {
        Map<String, Object> values = new HashMap<>(person.attributes());
        values.putIfAbsent("mail", person.mail().address());
        if (person.photo().isPresent()) {
            values.put(Person.PHOTO, Boolean.TRUE);
        }
        values.putAll(Helper.all(template, person, html));
        return values;
    }
}
