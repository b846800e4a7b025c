package org.afterword.storage.tenant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** A tenant's id: the directory (tenant) id that Entra gave it, as Exchange states it in its headers too. */
public record TenantId(UUID value) {

    /** @throws IllegalArgumentException if it is no UUID */
    @JsonCreator
    public static TenantId of(String value) {
        return new TenantId(UUID.fromString(value));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
