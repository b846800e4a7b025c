package org.afterword.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.HeaderCondition;
import org.afterword.engine.model.Keyword;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.MixedRecipients;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.Recipients;
import org.afterword.engine.model.RuleSchedule;
import org.afterword.engine.model.SenderField;
import org.afterword.engine.model.Senders;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.engine.model.Slot;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.TooLargeException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.SignatureStore;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

/** What the store of templates and rules promises. */
interface SignaturesContract extends StoresContract {
    private static SignatureTemplate template(String id, String html) {
        return SignatureTemplate.of(id, html, Optional.empty(), List.of());
    }

    /** A template with a picture of so many bytes. */
    private static SignatureTemplate picture(int bytes) {
        Picture picture = Picture.of("logo", "image/png", Samples.bytes(bytes));
        return SignatureTemplate.of("logo", "<img src=\"cid:logo\">", Optional.empty(), List.of(picture));
    }

    @Test
    default void keepsAllThatATemplateHas() throws IOException {
        TenantId tenant = Samples.tenantId();
        SignatureTemplate template = new SignatureTemplate(
                "long",
                "Long \u0130",
                "<p>\u015e\u20ac {{displayName}}</p><img src=\"cid:logo\">",
                Optional.of("{{displayName}}\n"),
                List.of(Picture.of("logo", "image/png", Samples.bytes(100))),
                Map.of("utm_source", "mail"),
                List.of("<p>before</p>"));
        String etag = stores().signatures().putTemplate(tenant, template, new Precondition.Any());
        assertThat(stores().signatures().template(tenant, "long")).contains(new Versioned<>(template, etag));
        assertThat(stores().signatures().templates(tenant)).containsExactly(new Versioned<>(template, etag));
        assertThat(stores().signatures().catalog(tenant).templates()).containsExactly(Map.entry("long", template));
        assertThat(stores().signatures().template(Samples.tenantId(), "long")).isEmpty();
    }

    @Test
    default void keepsAllThatRulesSayAndTheirOrder() throws IOException {
        TenantId tenant = Samples.tenantId();
        MailAddress anna = MailAddress.of("anna@contoso.example");
        SignatureRule all = SignatureRule.builder("all", "T\u00fcm\u00fc")
                .slot(Slot.BANNER)
                .template("long")
                .senders(new Senders(
                        Set.of(anna), Set.of("sales"), Set.of("contoso.example"), Map.of("city", Set.of("bern"))))
                .exceptSenders(Senders.of(anna))
                .recipients(new Recipients(Audience.EXTERNAL, Set.of("fabrikam.example"), Set.of(anna)))
                .kinds(Kind.REPLY, Kind.FORWARD)
                .clients(Client.MOBILE)
                .authors(SignatureRule.Author.PERSON)
                .headers(new HeaderCondition("X-Mailer", Set.of("scan", "crm"), HeaderCondition.Effect.EXCEPT))
                .keywords(new Keyword("#nosig", Keyword.Place.SUBJECT, Keyword.Effect.SUPPRESS, true))
                .schedule(new RuleSchedule(
                        Optional.of(LocalDate.of(2026, 12, 1)),
                        Optional.empty(),
                        Set.of(DayOfWeek.MONDAY),
                        Optional.of(LocalTime.of(8, 30)),
                        Optional.empty(),
                        ZoneId.of("Asia/Kathmandu")))
                .oncePerConversation()
                .markerOnly()
                .replaceClientSignatures()
                .build();
        SignatureRule none =
                SignatureRule.builder("a-none", "None").switchedOff().build();
        SigningRules rules = new SigningRules(
                MixedRecipients.COPY_FOR_EACH,
                SenderField.SENDER,
                "{SIG}",
                List.of("Kind regards*"),
                Set.of(SigningRules.ByChoice.NULL_SENDER),
                List.of(all, none));
        String etag = stores().signatures().putRules(tenant, rules, new Precondition.Any());
        assertThat(stores().signatures().rules(tenant)).isEqualTo(new Versioned<>(rules, etag));
        assertThat(stores().signatures().catalog(tenant)).isEqualTo(new SignatureCatalog(rules, Map.of()));
    }

    @Test
    default void aTenantWithoutSignaturesHasAnEmptyCatalog() throws IOException {
        TenantId tenant = Samples.tenantId();
        assertThat(stores().signatures().catalog(tenant)).isEqualTo(SignatureCatalog.EMPTY);
        assertThat(stores().signatures().templates(tenant)).isEmpty();
        assertThat(stores().signatures().rules(tenant))
                .isEqualTo(new Versioned<>(SigningRules.NONE, SignatureStore.NO_RULES));
    }

    @Test
    default void theFirstRulesCanBePutByTheEtagOfNone() throws IOException {
        TenantId tenant = Samples.tenantId();
        SignatureStore signatures = stores().signatures();
        Precondition none = new Precondition.Matches(SignatureStore.NO_RULES);
        SigningRules marked = SigningRules.of(List.of(SignatureRule.of("one", "One", "t")));
        String etag = signatures.putRules(tenant, marked, none);
        assertThatThrownBy(() -> signatures.putRules(tenant, SigningRules.NONE, none))
                .isInstanceOf(PreconditionFailedException.class);
        signatures.putRules(tenant, SigningRules.NONE, new Precondition.Matches(etag));
        assertThatThrownBy(() -> signatures.putRules(tenant, marked, new Precondition.Matches(etag)))
                .isInstanceOf(PreconditionFailedException.class);
        assertThat(signatures.rules(tenant).value()).isEqualTo(SigningRules.NONE);
    }

    @Test
    default void changesATemplateOnlyInTheVersionThatWasRead() throws IOException {
        TenantId tenant = Samples.tenantId();
        SignatureStore signatures = stores().signatures();
        String first = signatures.putTemplate(tenant, template("t", "1"), new Precondition.Absent());
        String second = signatures.putTemplate(tenant, template("t", "2"), new Precondition.Matches(first));
        for (Precondition fails : List.of(
                new Precondition.Absent(), new Precondition.Matches(first), new Precondition.Matches("another"))) {
            assertThatThrownBy(() -> signatures.putTemplate(tenant, template("t", "3"), fails))
                    .isInstanceOf(PreconditionFailedException.class);
            assertThatThrownBy(() -> signatures.deleteTemplate(tenant, "t", fails))
                    .isInstanceOf(PreconditionFailedException.class);
        }
        assertThat(signatures.template(tenant, "t")).contains(new Versioned<>(template("t", "2"), second));
        signatures.deleteTemplate(tenant, "t", new Precondition.Matches(second));
        assertThat(signatures.template(tenant, "t")).isEmpty();
        assertThat(signatures.catalog(tenant).templates()).isEmpty();
        signatures.deleteTemplate(tenant, "t", new Precondition.Any());
        assertThatThrownBy(() -> signatures.putTemplate(tenant, template("t", "4"), new Precondition.Matches(second)))
                .isInstanceOf(PreconditionFailedException.class);
    }

    @Test
    default void oneOfSeveralWritersOfATemplateWins() throws Exception {
        TenantId tenant = Samples.tenantId();
        SignatureStore signatures = stores().signatures();
        Precondition read =
                new Precondition.Matches(signatures.putTemplate(tenant, template("t", "0"), new Precondition.Any()));
        assertThat(StoresContract.race(() -> signatures.putTemplate(
                        tenant, template("t", "by " + Thread.currentThread().threadId()), read)))
                .isEqualTo(1);
    }

    @Test
    default void aChangeShowsInTheCatalogAtOnceWhereItWasMade() throws IOException {
        TenantId tenant = Samples.tenantId();
        SignatureStore signatures = stores().signatures();
        signatures.putTemplate(tenant, template("a", "1"), new Precondition.Any());
        signatures.putTemplate(tenant, template("b", "1"), new Precondition.Any());
        SignatureCatalog before = signatures.catalog(tenant);
        signatures.putTemplate(tenant, template("a", "2"), new Precondition.Any());
        SignatureCatalog after = signatures.catalog(tenant);
        assertThat(before.template("a").orElseThrow().html()).isEqualTo("1");
        assertThat(after.template("a").orElseThrow().html()).isEqualTo("2");
        assertThat(after.template("b").orElseThrow())
                .isSameAs(before.template("b").orElseThrow());
    }

    @Test
    default void idsOfTemplatesMayDifferInCaseOnly() throws IOException {
        TenantId tenant = Samples.tenantId();
        SignatureStore signatures = stores().signatures();
        for (String id : List.of("Full", "full", "FULL.v2_x-1")) {
            signatures.putTemplate(tenant, template(id, id), new Precondition.Absent());
        }
        assertThat(signatures.templates(tenant))
                .extracting(template -> template.value().html())
                .containsExactly("FULL.v2_x-1", "Full", "full");
        assertThat(signatures.template(tenant, "full").orElseThrow().value().html())
                .isEqualTo("full");
    }

    @Test
    default void refusesWhatNoStoreTakes() throws IOException {
        TenantId tenant = Samples.tenantId();
        assertThatThrownBy(() -> stores().signatures().putTemplate(tenant, picture(1_500_000), new Precondition.Any()))
                .isInstanceOf(TooLargeException.class)
                .hasMessageContaining("smaller pictures");
        stores().signatures().putTemplate(tenant, picture(1_400_000), new Precondition.Any());
        assertThat(stores().signatures().catalog(tenant).template("logo").orElseThrow())
                .isEqualTo(picture(1_400_000));
    }
}
