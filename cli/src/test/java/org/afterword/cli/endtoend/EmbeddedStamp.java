package org.afterword.cli.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;

/** What {@code ./afterword run} needs to be told for a stamp on one folder. */
final class EmbeddedStamp {
    private EmbeddedStamp() {}

    /**
     * @param certificates where the stamp's own are written
     * @param domain the stamp's, under which its names lie
     * @param port where it takes mail
     * @param ours issues the stamp's certificates
     * @param outlook issued those of Exchange Online
     */
    static Map<String, String> settings(
            Path certificates,
            Path store,
            String domain,
            int port,
            CertificateAuthority ours,
            CertificateAuthority outlook)
            throws IOException {
        IssuedCertificate.PemFiles door = ours.issue(CertificateRequest.server("*.smtp." + domain, domain))
                .writePem(certificates, "gateway");
        IssuedCertificate.PemFiles back =
                ours.issue(CertificateRequest.client(domain)).writePem(certificates, "return");
        String believed =
                outlook.writePem(certificates.resolve("exchange-online.pem")).toString();
        return Map.ofEntries(
                Map.entry("AFTERWORD_STORE", "folder:" + store),
                Map.entry("AFTERWORD_HOST_NAME", "smtp." + domain),
                Map.entry("AFTERWORD_SMTP_ADDRESS", "127.0.0.1"),
                Map.entry("AFTERWORD_SMTP_PORT", Integer.toString(port)),
                Map.entry("AFTERWORD_HEALTH_PORT", "0"),
                Map.entry("AFTERWORD_TLS_CERTIFICATE", door.certificate().toString()),
                Map.entry("AFTERWORD_TLS_KEY", door.key().toString()),
                Map.entry("AFTERWORD_CLIENT_AUTHORITIES", believed),
                Map.entry("AFTERWORD_RETURN_CERTIFICATE", back.certificate().toString()),
                Map.entry("AFTERWORD_RETURN_KEY", back.key().toString()),
                Map.entry("AFTERWORD_RETURN_AUTHORITIES", believed),
                Map.entry("AFTERWORD_TRACE_KEY", "b25seSBmb3IgYSB0ZXN0LCBub3QgYSBzZWNyZXQhISE="),
                Map.entry("AFTERWORD_DRAIN_SECONDS", "10"));
    }
}
