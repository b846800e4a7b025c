package org.afterword.functions.mail.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

class SlowMailsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private static SpoolName name() {
        return SpoolName.of(new TenantId(UUID.randomUUID()), NOW, SigningJob.newId(NOW));
    }

    @Test
    void remembersTheLastThousand() {
        SlowMails mails = new SlowMails();
        SpoolName first = name();
        mails.add(first);
        SpoolName last = first;
        for (int i = 0; i < 1_000; i++) {
            assertThat(mails.contains(first)).isTrue();
            last = name();
            mails.add(last);
        }
        assertThat(mails.contains(first)).isFalse();
        assertThat(mails.contains(last)).isTrue();
        mails.remove(last);
        assertThat(mails.contains(last)).isFalse();
    }
}
