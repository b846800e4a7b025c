package org.afterword.functions.console.http;

/** What a request is about; each is an address of the API. */
public enum AdminResource {
    TENANTS,
    TENANT,
    PEOPLE,
    PERSON,
    TEMPLATES,
    TEMPLATE,
    RULES,
    PREVIEW,
    EXPLAIN,
    TRACES
}
