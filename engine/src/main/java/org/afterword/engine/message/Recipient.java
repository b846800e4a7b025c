package org.afterword.engine.message;

/** One forward-path of the envelope with its parameters (NOTIFY and ORCPT of RFC 3461 among them). */
public record Recipient(MailAddress address, EsmtpParameters parameters) {

    public static Recipient of(String address) {
        return new Recipient(MailAddress.of(address), EsmtpParameters.NONE);
    }
}
