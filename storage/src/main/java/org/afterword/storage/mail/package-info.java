/** The mail in our hands: the spool that keeps its bytes and the queue that keeps its job. */
@NullMarked
package org.afterword.storage.mail;

import org.jspecify.annotations.NullMarked;
