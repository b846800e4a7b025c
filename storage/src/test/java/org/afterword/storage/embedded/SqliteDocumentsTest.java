package org.afterword.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.storage.Stores;
import org.afterword.storage.contract.DocumentStoresContract;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.PersonKey;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.trace.TraceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDocumentsTest extends DocumentStoresContract {
    private final FolderWithClock open;

    SqliteDocumentsTest(@TempDir Path folder) throws IOException {
        open = new FolderWithClock(folder);
    }

    @Override
    public Stores stores() {
        return open.stores.stores();
    }

    /** One that is damaged hides no other. */
    @Test
    void listsLeaveOutWhatCannotBeRead() throws IOException {
        Tenant tenant = Samples.tenant(RoutingCode.random(new SecureRandom()));
        Tenant other = Samples.tenant(RoutingCode.random(new SecureRandom()));
        Person anna = new Person(MailAddress.of("anna@contoso.example"), Map.of());
        Person ben = new Person(MailAddress.of("ben@contoso.example"), Map.of());
        TraceRecord record = Samples.trace(tenant.id(), Instant.now());
        stores().tenants().put(tenant);
        stores().tenants().put(other);
        stores().people().put(tenant.id(), anna);
        stores().people().put(tenant.id(), ben);
        stores().traces().add(record);
        stores().traces().add(Samples.trace(tenant.id(), Instant.now(), "other", ""));
        open.stores.opened().mail.write(connection -> {
            connection.update(
                    "UPDATE tenant SET json=X'7B' WHERE id=?", tenant.id().toString());
            return connection.update(
                    "UPDATE document SET json=X'7B' WHERE name=?",
                    PersonKey.of(MailAddress.of("anna@contoso.example")));
        });
        open.stores
                .opened()
                .trace
                .write(connection -> connection.update("UPDATE trace SET json=X'7B' WHERE sender_hash='other'"));

        assertThat(stores().tenants().all()).extracting(Versioned::value).containsExactly(other);
        assertThatThrownBy(() -> stores().tenants().find(tenant.id())).isInstanceOf(IOException.class);
        assertThat(stores().people().list(tenant.id(), Optional.empty(), 10).items())
                .extracting(Versioned::value)
                .containsExactly(ben);
        assertThat(stores().traces().newest(tenant.id(), 10)).containsExactly(record);
    }

    @AfterEach
    void close() throws IOException {
        open.close();
    }
}
