package org.afterword.storage.tenant;

/** Where an SMTP server listens; port 25 unless a test or a relay says otherwise. */
public record SmtpEndpoint(String host, int port) {
    /** @throws IllegalArgumentException if the host is empty or the port is not from 1 to 65535 */
    public SmtpEndpoint {
        if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ') || port < 1 || port > 65535) {
            throw new IllegalArgumentException("not an SMTP endpoint: " + host + ":" + port);
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
