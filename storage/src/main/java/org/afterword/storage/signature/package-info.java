/** What administrators keep: templates and rules, and the people they are for. */
@NullMarked
package org.afterword.storage.signature;

import org.jspecify.annotations.NullMarked;
