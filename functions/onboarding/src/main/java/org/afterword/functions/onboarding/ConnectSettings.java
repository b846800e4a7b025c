package org.afterword.functions.onboarding;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.afterword.functions.onboarding.plan.Stamp;
import org.afterword.functions.onboarding.route.EndpointDomains;
import org.afterword.process.settings.SettingsReader;

/**
 * The settings for connecting tenants.
 *
 * @param stamp this installation; without its domain no tenant can be connected
 * @param clientId of the app that administrators sign in to
 * @param authority where they sign in
 * @param exchange Exchange Online's admin interface
 * @param authorities PEM file with the authorities that we trust for these two; empty for the platform's
 * @param earlierCodes how long mail with a routing code is taken that was replaced
 * @param endpointDomains below which a server may be that takes a tenant's mail back
 * @param tenantEndpoint where a tenant takes mail back, {@code {domain}} being its initial domain with hyphens for dots; empty if
 *     the DNS is to be asked
 */
public record ConnectSettings(
        Optional<Stamp> stamp,
        String clientId,
        URI authority,
        URI exchange,
        Optional<Path> authorities,
        Duration earlierCodes,
        EndpointDomains endpointDomains,
        Optional<String> tenantEndpoint) {
    public static final String STAMP_DOMAIN = "AFTERWORD_STAMP_DOMAIN";
    public static final String CERTIFICATE_NAME = "AFTERWORD_CERTIFICATE_NAME";
    public static final String CLIENT_ID = "AFTERWORD_SIGN_IN_CLIENT";
    public static final String AUTHORITY = "AFTERWORD_SIGN_IN_AUTHORITY";
    public static final String EXCHANGE = "AFTERWORD_EXCHANGE_ADMIN";
    public static final String AUTHORITIES = "AFTERWORD_CONNECT_AUTHORITIES";
    public static final String EARLIER_CODE_HOURS = "AFTERWORD_EARLIER_CODE_HOURS";
    public static final String TENANT_ENDPOINT_DOMAINS = "AFTERWORD_TENANT_ENDPOINT_DOMAINS";
    public static final String TENANT_ENDPOINT = "AFTERWORD_TENANT_ENDPOINT";

    /** The public client of Microsoft's own Exchange Online PowerShell, as long as there is no app of one's own. */
    private static final String POWERSHELL = "fb78d390-0c51-40cd-8e17-fdbfab77341b";

    /** Reads the settings; what is wrong is reported by the reader's {@link SettingsReader#finish}. */
    public static ConnectSettings from(SettingsReader reader) {
        Optional<String> domain = reader.optional(STAMP_DOMAIN);
        String certificate = reader.optional(
                CERTIFICATE_NAME, domain.map(name -> "smtp." + name).orElse(""));
        domain.ifPresent(name -> checkName(reader, STAMP_DOMAIN, name));
        if (!certificate.isEmpty()) {
            checkName(reader, CERTIFICATE_NAME, certificate);
        }
        Optional<String> endpoint = reader.optional(TENANT_ENDPOINT);
        if (endpoint.filter(text -> !isEndpoint(text)).isPresent()) {
            reader.problem(TENANT_ENDPOINT + " must be HOST:PORT, with {domain} for the tenant's domain");
            endpoint = Optional.empty();
        }
        return new ConnectSettings(
                domain.map(name -> new Stamp(name, certificate)),
                reader.optional(CLIENT_ID, POWERSHELL),
                https(reader, AUTHORITY, "https://login.microsoftonline.com/organizations/"),
                https(reader, EXCHANGE, "https://outlook.office365.com"),
                reader.optionalFile(AUTHORITIES),
                Duration.ofHours(reader.number(EARLIER_CODE_HOURS, 24, 1, 720)),
                endpointDomains(reader),
                endpoint);
    }

    private static boolean isEndpoint(String text) {
        return text.matches("[A-Za-z0-9{}.-]+:[1-9][0-9]{0,4}")
                && Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)) < 65_536;
    }

    private static EndpointDomains endpointDomains(SettingsReader reader) {
        try {
            return EndpointDomains.parse(reader.optional(TENANT_ENDPOINT_DOMAINS, EndpointDomains.USUAL));
        } catch (IllegalArgumentException notNames) {
            reader.problem(TENANT_ENDPOINT_DOMAINS + " must be DNS names, with blanks between them");
            return EndpointDomains.parse(EndpointDomains.USUAL);
        }
    }

    private static void checkName(SettingsReader reader, String setting, String name) {
        if (!name.matches(
                "(?=.{1,200}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+")) {
            reader.problem(setting + " must be a DNS name");
        }
    }

    private static URI https(SettingsReader reader, String setting, String whenAbsent) {
        String text = reader.optional(setting, whenAbsent);
        try {
            URI uri = URI.create(text);
            if ("https".equals(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Reported below.
        }
        reader.problem(setting + " must be an https address");
        return URI.create(whenAbsent);
    }
}
