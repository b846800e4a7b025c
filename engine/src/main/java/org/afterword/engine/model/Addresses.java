package org.afterword.engine.model;

import java.util.Locale;
import org.afterword.engine.message.MailAddress;

/** Exchange compares addresses without case, local parts too. */
final class Addresses {
    private Addresses() {}

    static MailAddress lower(MailAddress address) {
        String local = address.local().toLowerCase(Locale.ROOT);
        return local.equals(address.local()) ? address : new MailAddress(local, address.domain());
    }
}
