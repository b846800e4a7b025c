package org.afterword.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.storage.Stores;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;

/** The organisation of the demo: three people, a full signature for new mail and a short one for answers. */
public final class DemoTenant {
    public static final String DOMAIN = "contoso.example";
    public static final TenantId ID = TenantId.of("c0a80101-0000-4000-8000-00000000c0de");

    private static final List<Person> PEOPLE = List.of(
            person("anna.keller", "Anna Keller", "Head of Customer Care", "Zürich", "+41 44 555 01 17", true),
            person("bruno.rossi", "Bruno Rossi", "Project Engineer", "Lugano", "+41 91 555 02 31", true),
            person("mei.tanaka", "Mei Tanaka (田中 芽衣)", "Legal Counsel", "Tokyo", "", false));

    private final RoutingCode code = RoutingCode.random(new SecureRandom());

    /** The code that the tenant's rule puts on its mail; another in each run. */
    public RoutingCode code() {
        return code;
    }

    /** The addresses of its people. */
    public List<String> mailboxes() {
        return PEOPLE.stream().map(person -> person.mail().address()).toList();
    }

    /** Stores the tenant, its people and its signatures. */
    public void store(Stores stores, SmtpEndpoint inbound) throws IOException {
        stores.tenants().put(new Tenant(ID, "Contoso", Tenant.State.CONNECTED, Set.of(DOMAIN), code.hash(), inbound));
        storePeople(stores);
    }

    /** Stores its people and its signatures alone. */
    void storePeople(Stores stores) throws IOException {
        SignatureCatalog catalog = catalog();
        for (SignatureTemplate template : catalog.templates().values()) {
            stores.signatures().putTemplate(ID, template, new Precondition.Any());
        }
        stores.signatures().putRules(ID, catalog.rules(), new Precondition.Any());
        for (Person person : PEOPLE) {
            stores.people().put(ID, person);
        }
    }

    /** Adds a person, so that a mail of the user's own gets a signature too. */
    public void addPerson(Stores stores, MailAddress address, String displayName) throws IOException {
        if (stores.people().find(ID, address).isEmpty()) {
            stores.people().put(ID, new Person(address, Map.of("mail", address.address(), "displayName", displayName)));
        }
    }

    private static Person person(
            String local, String displayName, String jobTitle, String city, String phone, boolean books) {
        MailAddress mail = MailAddress.of(local + "@" + DOMAIN);
        return new Person(
                mail,
                Map.of(
                        "mail", mail.address(),
                        "displayName", displayName,
                        "jobTitle", jobTitle,
                        "city", city,
                        "companyName", "Contoso AG",
                        "businessPhones", phone,
                        "extensionAttribute1", books ? "https://contoso.example/meet/" + local : ""));
    }

    private static SignatureCatalog catalog() throws IOException {
        Picture logo = Picture.of("contoso.png", "image/png", bytes("contoso.png"));
        SignatureTemplate full =
                SignatureTemplate.of("full", text("full.html"), Optional.of(text("full.txt")), List.of(logo));
        SignatureTemplate brief =
                SignatureTemplate.of("short", text("short.html"), Optional.of(text("short.txt")), List.of());
        return SignatureCatalog.of(
                List.of(
                        SignatureRule.builder("new", "Full signature on new mail")
                                .template("full")
                                .kinds(Kind.NEW)
                                .build(),
                        SignatureRule.builder("answers", "Short signature on answers")
                                .template("short")
                                .kinds(Kind.REPLY, Kind.FORWARD)
                                .build()),
                List.of(full, brief));
    }

    private static String text(String name) throws IOException {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream resource = DemoTenant.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IOException("the program's file " + name + " is missing");
            }
            return resource.readAllBytes();
        }
    }
}
