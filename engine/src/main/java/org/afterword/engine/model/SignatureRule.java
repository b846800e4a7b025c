package org.afterword.engine.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When a template is used. A rule matches a mail if all that it says holds; of the rules for a slot the first that
 * matches wins. {@link #builder} starts with one that matches every mail.
 *
 * @param id unique within the tenant
 * @param name as administrators call it; it stands in the explanation of each mail
 * @param enabled whether it is used at all
 * @param templateId what a match puts into the slot; empty to leave the slot empty and ask no further rule
 * @param exceptSenders mailboxes for which it is not used although they are among {@code senders}
 * @param kinds the kinds of mail; empty for all
 * @param clients where the mail was written; empty for all
 * @param authors who wrote the mail; empty for all
 * @param headers each of them must hold
 * @param keywords each of them must hold
 * @param oncePerConversation whether it matches only mails whose quoted thread bears no signature of ours; a later rule may then
 *     give the reply signature, or none
 * @param markerOnly whether it matches only mails in which the author typed the marker
 * @param replaceClientSignatures whether the signature that the mail program put in gives way
 */
public record SignatureRule(
        String id,
        String name,
        boolean enabled,
        Slot slot,
        Optional<String> templateId,
        Senders senders,
        Senders exceptSenders,
        Recipients recipients,
        Set<Kind> kinds,
        Set<Client> clients,
        Set<Author> authors,
        List<HeaderCondition> headers,
        List<Keyword> keywords,
        Optional<RuleSchedule> schedule,
        boolean oncePerConversation,
        boolean markerOnly,
        boolean replaceClientSignatures) {

    /** Who wrote a mail. */
    public enum Author {
        /** A person, as far as the header tells. */
        PERSON,
        /** A program that sends in a person's name: a flow, a mailing, a list. */
        PROGRAM
    }

    /** @throws IllegalArgumentException if the id could not stand in an address of the API, or there is no name */
    public SignatureRule {
        Ids.check("rule", id);
        if (name.isBlank() || name.length() > 200 || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the name of a rule has 1 to 200 characters on one line");
        }
        kinds = Set.copyOf(kinds);
        clients = Set.copyOf(clients);
        authors = Set.copyOf(authors);
        headers = List.copyOf(headers);
        keywords = List.copyOf(keywords);
    }

    /** A rule that puts a template into every mail's signature slot. */
    public static SignatureRule of(String id, String name, String templateId) {
        return builder(id, name).template(templateId).build();
    }

    /** The preset for organisations whose desktop programs sign by themselves: signs what people sent from mobile devices. */
    public static SignatureRule mobileOnly(String id, String name, String templateId) {
        return builder(id, name)
                .template(templateId)
                .clients(Client.MOBILE)
                .authors(Author.PERSON)
                .build();
    }

    /** The preset for organisations in which no mail program signs: signs all that people wrote, and replaces what a program put in. */
    public static SignatureRule fullyServerSide(String id, String name, String templateId) {
        return builder(id, name)
                .template(templateId)
                .authors(Author.PERSON)
                .replaceClientSignatures()
                .build();
    }

    /** Starts a rule that matches every mail and leaves the signature slot empty. */
    public static Builder builder(String id, String name) {
        return new Builder(id, name);
    }

    /** Narrows a rule step by step. For use by one thread. */
    public static final class Builder {
        private final String id;
        private final String name;
        private boolean enabled = true;
        private Slot slot = Slot.SIGNATURE;
        private Optional<String> templateId = Optional.empty();
        private Senders senders = Senders.UNLISTED;
        private Senders exceptSenders = Senders.UNLISTED;
        private Recipients recipients = Recipients.ANYBODY;
        private Set<Kind> kinds = Set.of();
        private Set<Client> clients = Set.of();
        private Set<Author> authors = Set.of();
        private List<HeaderCondition> headers = List.of();
        private List<Keyword> keywords = List.of();
        private Optional<RuleSchedule> schedule = Optional.empty();
        private boolean oncePerConversation;
        private boolean markerOnly;
        private boolean replaceClientSignatures;

        private Builder(String id, String name) {
            this.id = id;
            this.name = name;
        }

        public Builder switchedOff() {
            enabled = false;
            return this;
        }

        public Builder slot(Slot value) {
            slot = value;
            return this;
        }

        public Builder template(String value) {
            templateId = Optional.of(value);
            return this;
        }

        public Builder senders(Senders value) {
            senders = value;
            return this;
        }

        public Builder exceptSenders(Senders value) {
            exceptSenders = value;
            return this;
        }

        public Builder recipients(Recipients value) {
            recipients = value;
            return this;
        }

        public Builder kinds(Kind... values) {
            kinds = Set.of(values);
            return this;
        }

        public Builder clients(Client... values) {
            clients = Set.of(values);
            return this;
        }

        public Builder authors(Author... values) {
            authors = Set.of(values);
            return this;
        }

        public Builder headers(HeaderCondition... values) {
            headers = List.of(values);
            return this;
        }

        public Builder keywords(Keyword... values) {
            keywords = List.of(values);
            return this;
        }

        public Builder schedule(RuleSchedule value) {
            schedule = Optional.of(value);
            return this;
        }

        public Builder oncePerConversation() {
            oncePerConversation = true;
            return this;
        }

        public Builder markerOnly() {
            markerOnly = true;
            return this;
        }

        public Builder replaceClientSignatures() {
            replaceClientSignatures = true;
            return this;
        }

        /** @throws IllegalArgumentException as the record does */
        public SignatureRule build() {
            return new SignatureRule(
                    id,
                    name,
                    enabled,
                    slot,
                    templateId,
                    senders,
                    exceptSenders,
                    recipients,
                    kinds,
                    clients,
                    authors,
                    headers,
                    keywords,
                    schedule,
                    oncePerConversation,
                    markerOnly,
                    replaceClientSignatures);
        }
    }
}
