package org.afterword.storage.onboarding;

/**
 * Names a document of onboarding.
 *
 * @param id of a session or a tenant: digits, letters and hyphens
 */
public record OnboardingKey(Kind kind, String id) {
    /** What a document is about, which decides how long it is kept. */
    public enum Kind {
        /** One browser's way through connecting a tenant; kept for a day after its last change. */
        SESSION,
        /** How a connected tenant was before we changed it; kept until it is disconnected. */
        CONNECTION
    }

    /** @throws IllegalArgumentException if the id has another form */
    public OnboardingKey {
        if (!id.matches("[0-9A-Za-z-]{1,64}")) {
            throw new IllegalArgumentException("not the id of a session or tenant");
        }
    }

    public static OnboardingKey session(String id) {
        return new OnboardingKey(Kind.SESSION, id);
    }

    public static OnboardingKey connection(String tenantId) {
        return new OnboardingKey(Kind.CONNECTION, tenantId);
    }

    /** Both parts as one name, fit for a file or a document's id. */
    public String name() {
        return (kind == Kind.SESSION ? "session-" : "connection-") + id;
    }
}
